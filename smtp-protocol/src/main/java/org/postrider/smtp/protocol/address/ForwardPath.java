// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

/// What a client names in RCPT. Past the session only mailboxes exist: a bare postmaster becomes
/// the postmaster of this host, and a source route is dropped on parsing (RFC 5321 §3.6.1).
///
/// @rfc 5321 §4.1.1.3
public sealed interface ForwardPath {
  /// A path to a mailbox.
  record To(Mailbox mailbox) implements ForwardPath {
    @Override
    public String toString() {
      return "<" + mailbox + ">";
    }
  }

  /// `<Postmaster>` without a domain, in any case.
  record Postmaster() implements ForwardPath {
    @Override
    public String toString() {
      return "<Postmaster>";
    }
  }
}
