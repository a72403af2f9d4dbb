// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;

/// What to do next. Data only; whoever drives the [Receiver] does it.
public sealed interface Step {

  /// Say the reply; the session is then in `next`.
  record Say(Reply reply, State next) implements Step {}

  /// Put the question to policy. Where it passes, say the reply and be in `next`; where it is
  /// refused, say the refusal and stay.
  record Ask(Question question, Reply reply, State next) implements Step {}

  /// Say the reply, take content up to the end of data, answer it; then be in `next`, however the
  /// content fared.
  ///
  /// @rfc 5321 §4.1.1.4
  record Receive(Client client, Transaction transaction, Reply reply, State next) implements Step {}

  /// Take so many octets of content, which follow at once. After the `last` chunk answer the
  /// content and be in `next`, however it fared. After any other one say that it was taken and be
  /// in `next`; or, where the content cannot be taken any more, refuse it and be in `failed`.
  ///
  /// @rfc 3030 §2
  record Chunk(
      Client client, Transaction transaction, long octets, boolean last, State next, State failed)
      implements Step {}

  /// Throw so many octets away, which follow at once, then say the reply, `times` over, and be in
  /// `next`. They are `awaited` where they only follow a chunk that was refused: then this is no
  /// other error.
  ///
  /// @rfc 3030 §2
  /// @rfc 2033 §4.3
  record Discard(long octets, Reply reply, int times, State next, boolean awaited)
      implements Step {}

  /// Say the reply in the clear, begin TLS, and be in `next`. Octets that came before TLS are not
  /// to be looked at again.
  ///
  /// @rfc 3207 §4.2
  record Secure(Reply reply, State next) implements Step {}

  /// Run the exchange of a mechanism; where the client proves to be somebody, go on from
  /// [Receiver#authenticated], else stay.
  ///
  /// @rfc 4954 §4
  record Authenticate(Client client, String mechanism, @Nullable String initial) implements Step {}

  /// Take the session for that of another client, which these attributes describe (as in
  /// [org.postrider.smtp.protocol.command.Command.Xclient]): begin it again with the question
  /// whether it may connect, and the greeting; then be in `next`.
  record Introduce(Map<String, String> attributes, State next) implements Step {
    /// Copies the map.
    public Introduce {
      attributes = Map.copyOf(attributes);
    }
  }

  /// Note these attributes of where the next message comes from, say the reply, and stay.
  record Note(Map<String, String> attributes, Reply reply) implements Step {
    /// Copies the map.
    public Note {
      attributes = Map.copyOf(attributes);
    }
  }

  /// Say the reply and end the connection.
  record Close(Reply reply) implements Step {}
}
