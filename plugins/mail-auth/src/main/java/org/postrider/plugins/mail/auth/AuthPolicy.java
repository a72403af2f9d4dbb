// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.mail.auth;

import java.util.List;
import java.util.Locale;
import org.postrider.mail.auth.DnsName;
import org.postrider.plugins.api.Settings;

/// What the configuration says. Immutable.
///
/// @param server our name in `Authentication-Results` (`name`)
/// @param refusesSpfFail whether a client is refused that the sender's domain does not let send
///   (`spf-fail`)
/// @param enforces whether what the author's domain wants is done (`dmarc`)
/// @param holds whether mail to be treated with suspicion is held for the operator (`quarantine`)
/// @param trustedSealers the domains whose word, in a whole chain, that a message was the author's
///   is taken (`trusted-sealers`)
record AuthPolicy(
    String server,
    boolean refusesSpfFail,
    boolean enforces,
    boolean holds,
    List<String> trustedSealers) {
  /// Copies the list.
  AuthPolicy {
    trustedSealers = List.copyOf(trustedSealers);
  }

  static AuthPolicy read(Settings settings) {
    String server = settings.text("name", "");
    if (DnsName.of(server) == null) {
      throw settings.wrong(
          "name", "has to be the host name by which those behind us know our results");
    }
    return new AuthPolicy(
        server,
        choice(settings, "spf-fail", "refuse"),
        choice(settings, "dmarc", "enforce"),
        choice(settings, "quarantine", "hold"),
        settings.texts("trusted-sealers", List.of()).stream()
            .map(domain -> domain.toLowerCase(Locale.ROOT))
            .toList());
  }

  /// Whether `tell`, which is usual, or something that is done besides.
  private static boolean choice(Settings settings, String key, String done) {
    String word = settings.text(key, "tell");
    if (!word.equals("tell") && !word.equals(done)) {
      throw settings.wrong(key, "has to be \"tell\" or \"" + done + "\"");
    }
    return word.equals(done);
  }
}
