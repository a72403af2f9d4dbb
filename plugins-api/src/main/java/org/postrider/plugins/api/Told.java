// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;

/// A thing that has happened to mail; each leaves one log line and moves one metric, under the same
/// words. Immutable; made on any thread; a listener must not block.
public sealed interface Told {

  /// A message is on stable storage and 250 is being said. `took` is from the end of data.
  record Accepted(MessageId id, Mail mail, List<Mailbox> recipients, long size, Duration took)
      implements Told {}

  /// A client was refused something. `stage` is `connection`, `hello`, `auth`, `mail`, `rcpt`,
  /// `data`, `message` or `session`; `sender` and `recipient` are as far as known, else `""`; `by`
  /// is the plug-in's name, or `""` for the gateway itself.
  record Refused(
      Connection connection,
      String stage,
      String sender,
      String recipient,
      Reply reply,
      String by,
      String detail)
      implements Told {}

  /// A client tried to authenticate.
  record Authenticated(Connection connection, String mechanism, String name, boolean proved)
      implements Told {}

  /// A message was accepted and thrown away by a named policy.
  record Discarded(MessageId id, Mail mail, List<Mailbox> recipients, String by, String reason)
      implements Told {}

  /// One recipient's delivery was attempted, or given up. `hop` is `name[address]:port`, a path, or
  /// `""` where no hop was found; `tls` as in [Connection]; `security` what the hop has proved:
  /// `none` (no TLS), `unauthenticated`, `dane`, `mta-sts`, `verify`, `fingerprint`, or `""` where
  /// there was no session; `reply` is the next hop's, null where there was none; `failure` is what
  /// keeps the mail, for `DEFERRED` and `FAILED` only; `reason` says it in words; `next` is set for
  /// `DEFERRED` only; `age` is the time since acceptance.
  record Attempted(
      MessageId id,
      ReversePath sender,
      Mailbox recipient,
      Ending ending,
      int attempt,
      String hop,
      String tls,
      String security,
      @Nullable Reply reply,
      @Nullable FailureClass failure,
      String reason,
      @Nullable Instant next,
      Duration age)
      implements Told {}

  /// A next hop, `hop` as in an attempt, says again and again that it takes mail not now: `times`
  /// within `within` something like `reply`.
  record Throttled(String hop, Reply reply, int times, Duration within) implements Told {}

  /// A notification was put into the queue about `about`; `kind` is `failure`, `delay` or
  /// `success`.
  record Notified(MessageId id, MessageId about, Mailbox to, String kind) implements Told {}

  /// A plug-in, `by`, has put a message of its own into the queue.
  record Composed(MessageId id, String by, ReversePath sender, List<Mailbox> recipients, long size)
      implements Told {}

  /// An operator changed the queue; `count` entries were touched.
  record Operated(String operator, String act, String query, long count) implements Told {}

  /// Hears of one kind of event.
  ///
  /// @param <T> the kind
  @FunctionalInterface
  interface Listener<T extends Told> {
    /// Hears of it; an exception is a failure of the plug-in.
    void hears(T told) throws Exception;
  }

  /// How an attempt ended.
  enum Ending {
    /// The next hop has taken responsibility.
    DELIVERED,
    /// Will be tried again.
    DEFERRED,
    /// Waits for an operator.
    HELD,
    /// Given up; the author is told unless the sender is null.
    FAILED
  }
}
