// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Mail;
import org.postrider.smtp.protocol.receiver.Step;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.stream.ChunkFramer;
import org.postrider.smtp.protocol.stream.Unstuffer;
import org.postrider.smtp.wire.ServerWire;

/// How content comes into a session: in one go after DATA, or chunk after chunk, each behind its
/// BDAT; and chunks that nobody wants, whose octets are thrown away. Confined to the connection's
/// event loop.
///
/// @rfc 5321 §4.1.1.4
/// @rfc 3030 §2
final class Transfer {
  private final Session session;
  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private @Nullable Arrival arrival;
  private Step.@Nullable Chunk chunk;
  private Step.@Nullable Discard discard;
  private long discarded;

  Transfer(Session session, ServerWire wire, Premises premises, Terms terms) {
    this.session = session;
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
  }

  /// Whether a message is arriving, or has arrived and is not answered yet.
  boolean isUnderWay() {
    return arrival != null;
  }

  /// Takes what follows DATA.
  void receive(Step.Receive step, Mail mail) {
    Unstuffer stuffed = new Unstuffer();
    begin(mail, Incoming.byData(step.client(), step.transaction(), stuffed));
    wire.say(step.reply());
    wire.receiveContent(stuffed);
  }

  /// Takes what follows BDAT.
  void receive(Step.Chunk step, Mail mail) {
    if (arrival == null) {
      begin(mail, Incoming.byBdat(step.client(), step.transaction()));
    }
    chunk = step;
    take(step.octets());
  }

  private void begin(Mail mail, Incoming incoming) {
    arrival = new Arrival(session, wire, premises, terms, mail, incoming);
    discarded = 0;
  }

  /// Takes what follows a BDAT that is refused.
  void discard(Step.Discard step) {
    discard = step;
    take(step.octets());
  }

  private void take(long octets) {
    if (octets == 0) {
      session.contentEnded(); // RFC 3030 §2: no octet follows, and the next line is a command
    } else {
      wire.receiveContent(new ChunkFramer(octets));
    }
  }

  void octets(byte[] octets, int from, int length) {
    if (discard == null) {
      Objects.requireNonNull(arrival).octets(octets, from, length);
      return;
    }
    discarded += length;
    if (discarded > 2 * terms.limits().messageSize()) {
      session.end("data", Arrival.TOO_LARGE); // it goes on and on: no end of it is waited for
    }
  }

  /// The content, or this chunk of it, is there.
  void ended() {
    Step.Discard thrown = discard;
    Step.Chunk taken = chunk;
    discard = null;
    chunk = null;
    if (wire.isClosing()) {
      return; // there was too much of it
    }
    if (thrown != null) {
      discarded(thrown);
    } else if (taken == null || taken.last()) {
      session.pause();
      Objects.requireNonNull(arrival).ended();
    } else {
      taken(taken, Objects.requireNonNull(arrival));
    }
  }

  /// A chunk that nobody wanted is gone.
  private void discarded(Step.Discard thrown) {
    repeat(thrown.reply(), thrown.times() - 1);
    if (thrown.awaited() && thrown.times() > 0) {
      wire.say(thrown.reply()); // RFC 3030 §2: clients that pipeline cannot know yet
    } else if (thrown.times() > 0) {
      session.refuse("data", null, thrown.reply(), "", "");
    }
    session.enter(thrown.next());
    session.resume();
  }

  /// A chunk is there, and is not the last.
  private void taken(Step.Chunk taken, Arrival arriving) {
    boolean waits = arriving.waitsForRoom(); // then it lets the session go on
    Reply wrong = arriving.wrong(false);
    if (wrong == null) {
      wire.say(Reply.of(250, "2.0.0", taken.octets() + " octets taken"));
    } else {
      session.refuse("message", null, wrong, "", "");
      session.enter(taken.failed());
    }
    if (!waits) {
      session.resume();
    }
  }

  /// Says what became of the message to all recipients but the last, where each has a reply of its
  /// own.
  ///
  /// @rfc 2033 §4.2
  void answerOthers(Reply reply) {
    if (terms.listener().lmtp()) {
      repeat(reply, Objects.requireNonNull(arrival).recipients() - 1);
    }
  }

  private void repeat(Reply reply, int times) {
    for (int i = 0; i < times; i++) {
      wire.say(reply);
    }
  }

  /// The message has been answered.
  void answered() {
    arrival = null;
  }

  /// What has come of a message is of no use any more.
  void forget() {
    if (arrival != null) {
      arrival.clientGone();
      arrival = null;
    }
  }
}
