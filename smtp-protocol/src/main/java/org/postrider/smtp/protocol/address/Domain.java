// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The right-hand side of a mailbox: a name to look up, or an address literal in brackets.
///
/// Values keep the spelling that was received; [#key()] is what two spellings of one domain share.
/// None can be made that breaks the syntax, so that what is written to a peer needs no second look:
/// each constructor throws `IllegalArgumentException`. Immutable.
///
/// @rfc 5321 §4.1.2
/// @rfc 5321 §4.1.3
public sealed interface Domain {

  /// The domain as it stands in a path: a name without a trailing dot, a literal with its brackets.
  String text();

  /// What equal domains share: lower case, for a name its A-labels, for an address one spelling.
  String key();

  /// Reads a name or a literal; throws `IllegalArgumentException` with the reason for anything
  /// else.
  static Domain of(String text) {
    String fault = DomainSyntax.fault(text);
    if (fault != null) {
      throw new IllegalArgumentException(fault + ": " + text);
    }
    return DomainSyntax.make(text);
  }

  /// A domain name, at most 255 octets, of LDH labels or U-labels. An underscore is no letter of a
  /// host name, whatever DNS may hold.
  ///
  /// @rfc 5321 §4.5.3.1.2
  /// @rfc 6531 §3.3
  record Name(String text) implements Domain {
    /// Throws `IllegalArgumentException` for what is no domain name.
    public Name {
      DomainSyntax.require(DomainSyntax.nameFault(text), text);
    }

    @Override
    public String key() {
      return Ascii.is(text) ? text.toLowerCase(Locale.ROOT) : Idn.toAscii(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// An IPv4 address literal, `[192.0.2.1]`.
  record Literal4(String text) implements Domain {
    /// Throws `IllegalArgumentException` for what is no such literal.
    public Literal4 {
      DomainSyntax.require(address(text) == null ? "this is no IPv4 literal" : null, text);
    }

    @Override
    public String key() {
      return "[" + address().getHostAddress() + "]";
    }

    @Override
    public String toString() {
      return text;
    }

    /// The address itself.
    public InetAddress address() {
      return DomainSyntax.inet(address(text));
    }

    private static byte @Nullable [] address(String text) {
      return DomainSyntax.isBracketed(text) ? Literals.ipv4(text, 1, text.length() - 1) : null;
    }
  }

  /// An IPv6 address literal, `[IPv6:2001:db8::1]`.
  record Literal6(String text) implements Domain {
    /// Throws `IllegalArgumentException` for what is no such literal.
    public Literal6 {
      DomainSyntax.require(address(text) == null ? "this is no IPv6 literal" : null, text);
    }

    @Override
    public String key() {
      return "[ipv6:" + Literals.text6(DomainSyntax.present(address(text))) + "]";
    }

    @Override
    public String toString() {
      return text;
    }

    /// The address itself.
    public InetAddress address() {
      return DomainSyntax.inet(address(text));
    }

    private static byte @Nullable [] address(String text) {
      return DomainSyntax.isBracketed(text) && DomainSyntax.isTagged6(text)
          ? Literals.ipv6(text, 1 + DomainSyntax.TAG_6.length(), text.length() - 1)
          : null;
    }
  }

  /// Any other standardised literal, `[tag:content]`; syntax only, nothing can be delivered to it.
  record General(String text) implements Domain {
    /// Throws `IllegalArgumentException` for what is no such literal.
    public General {
      DomainSyntax.require(DomainSyntax.generalFault(text), text);
    }

    @Override
    public String key() {
      return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
