// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

/// How far a session has come. Each state holds just what is known there, so that a recipient
/// without a sender, or a transaction from before TLS, cannot be written down. Immutable.
///
/// @rfc 5321 §4.1.4
public sealed interface State {

  /// Whether the session runs over TLS.
  boolean secured();

  /// Connected, or just gone over to TLS, or taken for another client's session: nothing is known
  /// of the client but who it is to be taken for, or `""`.
  record Fresh(boolean secured, String account) implements State {}

  /// EHLO or HELO was taken; no transaction.
  record Greeted(Client client) implements State {
    @Override
    public boolean secured() {
      return client.secured();
    }
  }

  /// A chunk of the content was taken, and the last one is to come.
  ///
  /// @rfc 3030 §2
  record Chunking(Client client, Transaction transaction) implements State {
    @Override
    public boolean secured() {
      return client.secured();
    }
  }

  /// A chunk was refused, and so was the message. Chunks that were on their way then are thrown
  /// away, until RSET or a new greeting, or MAIL, shows that the client knows.
  ///
  /// In LMTP each of the `recipients` has a reply of its own to the last of them.
  ///
  /// @rfc 3030 §2
  /// @rfc 2033 §4.3
  record Spoilt(Client client, int recipients) implements State {
    @Override
    public boolean secured() {
      return client.secured();
    }
  }

  /// MAIL was taken.
  record Mailing(Client client, Transaction transaction) implements State {
    @Override
    public boolean secured() {
      return client.secured();
    }
  }
}
