// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// A bcrypt hash as crypt(3) writes it, brought from elsewhere. It sees no more than the first 72
/// octets of a password; a longer one is never right, lest its end not matter.
record BcryptText(String text) implements Verifier {
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
  private static final int LEAST_COST = 4;

  /// About a second.
  private static final int MOST_COST = 14;

  private static final int LONGEST_PASSWORD = 72;

  static boolean isOne(String text) {
    return text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$");
  }

  static BcryptText parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a bcrypt verifier is $2b$COST$SALTANDHASH");
    }
    int cost = Integer.parseInt(parts.group(1));
    if (cost < LEAST_COST || cost > MOST_COST) {
      throw new IllegalArgumentException(
          "a bcrypt verifier has a cost from %d to %d".formatted(LEAST_COST, MOST_COST));
    }
    return new BcryptText(text);
  }

  @Override
  public boolean matches(String password) {
    byte[] octets = password.getBytes(StandardCharsets.UTF_8);
    return octets.length <= LONGEST_PASSWORD && OpenBSDBCrypt.checkPassword(text, octets);
  }

  /// Without the hash.
  @Override
  public String toString() {
    return "BcryptText";
  }
}
