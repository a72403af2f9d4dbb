// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.reply.Reply;

/// One command line, understood. `CommandParser` makes one of any octets; what cannot be understood
/// is [Unknown] or [Malformed], never an exception. Immutable.
///
/// @rfc 5321 §4.1.1
public sealed interface Command {

  /// The extended greeting; `name` is what the client calls itself, as sent.
  ///
  /// @rfc 5321 §4.1.1.1
  record Ehlo(String name) implements Command {}

  /// The plain greeting.
  ///
  /// @rfc 5321 §4.1.1.1
  record Helo(String name) implements Command {}

  /// The greeting of LMTP, which is as that of EHLO.
  ///
  /// @rfc 2033 §4.1
  record Lhlo(String name) implements Command {}

  /// A new transaction. `parameters` has upper-case keywords and values as sent (`""` for none).
  ///
  /// @rfc 5321 §4.1.1.2
  record Mail(ReversePath path, Map<String, String> parameters) implements Command {
    /// Copies the map.
    public Mail {
      parameters = Map.copyOf(parameters);
    }
  }

  /// One more recipient.
  ///
  /// @rfc 5321 §4.1.1.3
  record Rcpt(ForwardPath path, Map<String, String> parameters) implements Command {
    /// Copies the map.
    public Rcpt {
      parameters = Map.copyOf(parameters);
    }
  }

  /// The content follows.
  ///
  /// @rfc 5321 §4.1.1.4
  record Data() implements Command {}

  /// So many octets of content follow at once; a size past what a `long` holds is its largest
  /// value. `last` where they end it.
  ///
  /// @rfc 3030 §2
  record Bdat(long size, boolean last) implements Command {}

  /// Forget the transaction.
  ///
  /// @rfc 5321 §4.1.1.5
  record Rset() implements Command {}

  /// Nothing.
  ///
  /// @rfc 5321 §4.1.1.9
  record Noop() implements Command {}

  /// Does this mailbox exist?
  ///
  /// @rfc 5321 §4.1.1.6
  record Vrfy(String argument) implements Command {}

  /// Who is on this list?
  ///
  /// @rfc 5321 §4.1.1.7
  record Expn(String argument) implements Command {}

  /// What can you do?
  ///
  /// @rfc 5321 §4.1.1.8
  record Help(String argument) implements Command {}

  /// Good-bye.
  ///
  /// @rfc 5321 §4.1.1.10
  record Quit() implements Command {}

  /// Change to TLS.
  ///
  /// @rfc 3207 §4
  record StartTls() implements Command {}

  /// Prove who you are; `initial` is the initial response as sent (base 64, `=` for an empty one),
  /// or null where there is none.
  ///
  /// @rfc 4954 §4
  record Auth(String mechanism, @Nullable String initial) implements Command {}

  /// Take the session for another client's. `attributes` has upper-case names and decoded values,
  /// `""` for what is not known.
  record Xclient(Map<String, String> attributes) implements Command {
    /// Copies the map.
    public Xclient {
      attributes = Map.copyOf(attributes);
    }
  }

  /// Note where the next message comes from; `attributes` as in [Xclient].
  record Xforward(Map<String, String> attributes) implements Command {
    /// Copies the map.
    public Xforward {
      attributes = Map.copyOf(attributes);
    }
  }

  /// A verb that is not ours; `verb` is printable and at most 32 characters.
  record Unknown(String verb) implements Command {}

  /// A known verb, or none, with what the syntax does not allow; `reply` says so (500, 501).
  record Malformed(@Nullable Verb verb, Reply reply) implements Command {}
}
