// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.nio.charset.StandardCharsets;

/// A local part at a domain: where mail is from or goes to. Immutable.
///
/// @rfc 5321 §4.1.2
public record Mailbox(LocalPart local, Domain domain) {
  /// Octets of a path with its brackets, RFC 5321 §4.5.3.1.3.
  static final int PATH_OCTETS = 256;

  /// Throws `IllegalArgumentException` where both together are longer than a path may be.
  public Mailbox {
    if (!fits(local, domain)) {
      throw new IllegalArgumentException("the address is longer than 254 octets");
    }
  }

  /// Reads `local@domain` without angle brackets; throws `IllegalArgumentException` with the reason
  /// for anything else. For settings; what clients send is read by [PathParser].
  public static Mailbox parse(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    PathParser parser = new PathParser(octets, 0, octets.length);
    Mailbox mailbox = parser.mailbox();
    if (mailbox == null) {
      throw new IllegalArgumentException(parser.fault() + ": " + text);
    }
    if (parser.at() != octets.length) {
      throw new IllegalArgumentException("something follows the address: " + text);
    }
    return mailbox;
  }

  static boolean fits(LocalPart local, Domain domain) {
    // No octet count is more than three for each char; only long ones need the exact sum.
    int chars = local.value().length() + domain.text().length();
    return 3 * chars + 5 < PATH_OCTETS
        || wire(local, domain).getBytes(StandardCharsets.UTF_8).length <= PATH_OCTETS - 2;
  }

  /// Whether it can be sent without SMTPUTF8.
  public boolean isAscii() {
    return Ascii.is(local.value()) && Ascii.is(domain.text());
  }

  /// The form for the wire, without angle brackets; [#parse] reads it back.
  @Override
  public String toString() {
    return wire(local, domain);
  }

  private static String wire(LocalPart local, Domain domain) {
    return local + "@" + domain.text();
  }
}
