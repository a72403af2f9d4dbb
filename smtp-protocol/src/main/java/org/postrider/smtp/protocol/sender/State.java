// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.Reply;

/// Where a session stands; each state knows what was learned so far and no more. Immutable.
public sealed interface State {

  /// A session that is past its greeting: what the host can do, and whether TLS is on.
  record Session(Terms terms, boolean encrypted, Capabilities capabilities) {
    /// Whether commands may be sent in groups.
    boolean pipelines() {
      return capabilities.has(Keyword.PIPELINING);
    }
  }

  /// Connected; the host speaks first.
  record Greeting(Terms terms, boolean encrypted) implements State {}

  /// EHLO or LHLO was said, or HELO where `plain`.
  record Hello(Terms terms, boolean encrypted, boolean plain) implements State {}

  /// STARTTLS was said.
  record AskedTls(Session session) implements State {}

  /// The handshake is under way.
  record Securing(Terms terms) implements State {}

  /// SCRAM was chosen; nothing of it is said yet.
  record Preparing(Session session) implements State {}

  /// AUTH was said with the beginning of SCRAM.
  record AskedSalt(Session session, Scram.Opening opening) implements State {}

  /// The host's challenge waits for what is computed from the password.
  record Deriving(Session session, Scram.Challenge challenge) implements State {}

  /// Our proof was sent; the host has to show that it can sign, too.
  record Shown(Session session, String signature) implements State {}

  /// An exchange was broken off by us.
  record Cancelled(Reply why) implements State {}

  /// AUTH was said; `remaining` is what the host still has to ask for.
  record Proving(Session session, List<String> remaining) implements State {
    /// Without the answers, which hold a password.
    @Override
    public String toString() {
      return "Proving[" + remaining.size() + " left]";
    }
  }

  /// Between transactions.
  record Ready(Session session) implements State {}

  /// A transaction up to the reply to DATA. `mail` is the reply to MAIL once it is there; replies
  /// to RCPT are in order of the recipients.
  record Offering(
      Session session,
      Transaction transaction,
      boolean grouped,
      @Nullable Reply mail,
      List<Reply> recipients)
      implements State {}

  /// The content is on its way or sent; `results` has null for each accepted recipient whose reply
  /// is still to come.
  record Transferring(Session session, List<@Nullable Result> results) implements State {}

  /// No recipient was accepted, yet the host asked for content: it got an empty one.
  record Emptying(Session session, List<Result> results) implements State {}

  /// RSET was said.
  record Resetting(Session session, List<Result> results) implements State {}

  /// Over.
  record Ended() implements State {}
}
