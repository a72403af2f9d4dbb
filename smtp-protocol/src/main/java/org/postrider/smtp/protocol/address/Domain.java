// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.util.Locale;

/// The right-hand side of a mailbox: a name to look up, or an address literal in brackets.
///
/// Values keep the spelling that was received; [#key()] is what two spellings of one domain share.
/// Immutable.
///
/// @rfc 5321 §4.1.2
/// @rfc 5321 §4.1.3
public sealed interface Domain {

  /// The domain as it stands in a path: a name without a trailing dot, a literal with its brackets.
  String text();

  /// What equal domains share: lower case, and for a name its A-labels.
  default String key() {
    return text().toLowerCase(Locale.ROOT);
  }

  /// A domain name, at most 255 octets, of LDH labels or (RFC 6531 §3.3) U-labels.
  record Name(String text) implements Domain {}

  /// An IPv4 address literal, `[192.0.2.1]`.
  record Literal4(String text) implements Domain {}

  /// An IPv6 address literal, `[IPv6:2001:db8::1]`.
  record Literal6(String text) implements Domain {}

  /// Any other standardised literal, `[tag:content]`; syntax only, nothing can be delivered to it.
  record General(String text) implements Domain {}
}
