// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.receiver.Question;
import org.postrider.smtp.protocol.receiver.Receiver;
import org.postrider.smtp.protocol.receiver.State;
import org.postrider.smtp.protocol.receiver.Step;
import org.postrider.smtp.protocol.receiver.Transaction;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.stream.LineFramer;
import org.postrider.smtp.server.policy.Ruling;
import org.postrider.smtp.wire.ServerDialogue;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;

/// One client's session: performs the steps of the [Receiver], keeps the limits, and tells what was
/// refused. Confined to the connection's event loop.
///
/// @rfc 5321 §3.1
/// @rfc 5321 §4.5.3
final class Session implements ServerDialogue {
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /// No plug-in or commit has a limit as long as this; what takes longer is lost.
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(30);

  /// Neighbours in the [Watch], which alone sets them.
  @Nullable Session previous;

  @Nullable Session next;

  /// Failed authentications so far, counted by [SignIn].
  int signInFailures;

  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Watch watch;
  private final long beganNanos = System.nanoTime();
  private final Welcome welcome;
  private Kept kept = new Kept();
  private final Questions questions;
  private Receiver receiver;
  private State state;
  private @Nullable SignIn signIn;
  private final Transfer transfer;
  private int errors;
  private boolean waitsForUs;
  private long deadlineNanos;

  Session(ServerWire wire, Premises premises, Terms terms) {
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    watch = premises.watch(wire.loop());
    questions = new Questions(terms.policy(), wire.loop(), terms.connection(wire, kept));
    welcome = new Welcome(this, wire, premises, terms, questions);
    transfer = new Transfer(this, wire, premises, terms);
    receiver = terms.receiver(wire.client().getAddress(), TlsChannel.of(wire));
    state = Receiver.start(terms.isImplicitTls());
  }

  @Override
  public void opened() {
    watch.add(this);
    welcome.opened();
  }

  @Override
  public void secured() {
    enter(Receiver.start(true)); // RFC 3207 §4.2: what was known before is forgotten
    questions.secured(wire.tls(), kept);
    receiver = terms.receiver(questions.connection().client().getAddress(), TlsChannel.of(wire));
    if (terms.isImplicitTls()) {
      welcome.greet();
    } else {
      resume();
    }
  }

  /// Goes on by this receiver.
  void receiveBy(Receiver other) {
    receiver = other;
  }

  Receiver receiver() {
    return receiver;
  }

  /// The client has been waiting for what it hears now.
  void greeted() {
    kept.greeted();
  }

  @Override
  public void waiting() {
    kept.early(); // where it is not too late for that
  }

  @Override
  public void line(byte[] octets, int from, int to) {
    waitFor(terms.limits().commandTimeout());
    if (signIn != null) {
      signIn.line(octets, from, to);
    } else {
      perform(CommandParser.parse(octets, from, to));
    }
  }

  @Override
  public void flawed(LineFramer.Flaw flaw) {
    waitFor(terms.limits().commandTimeout());
    Reply reply = Flaws.reply(flaw);
    if (signIn != null) {
      signInRefused(reply, "");
    } else {
      refuse("session", null, reply, "", "");
    }
  }

  private void perform(Command command) {
    Step step = receiver.on(state, command);
    switch (step) {
      case Step.Say(Reply reply, State after) -> {
        answer(command, reply);
        enter(after);
      }
      case Step.Ask ask -> ask(command, ask);
      case Step.Receive receive -> {
        state = receive.next();
        transfer.receive(receive, questions.mail());
        waitFor(terms.limits().dataTimeout());
      }
      case Step.Chunk chunk -> {
        state = chunk.next();
        waitFor(terms.limits().dataTimeout());
        transfer.receive(chunk, questions.mail());
      }
      case Step.Discard discard -> {
        waitFor(terms.limits().dataTimeout());
        transfer.discard(discard);
      }
      case Step.Secure(Reply ready, _) -> secure(Objects.requireNonNull(terms.tls()), ready);
      case Step.Authenticate begin -> authenticate(begin);
      case Step.Introduce(var attributes, State after) -> {
        enter(after);
        kept.end();
        kept = new Kept();
        welcome.introduced(attributes, kept);
      }
      case Step.Note(var attributes, Reply reply) -> {
        questions.forwarded(attributes);
        wire.say(reply);
      }
      case Step.Close(Reply reply) -> {
        answer(command, reply);
        bye(reply.code() != 221);
      }
    }
  }

  /// Goes on in another state.
  void enter(State after) {
    state = after;
    if (!(after instanceof State.Mailing || after instanceof State.Chunking)) {
      questions.forgetMail();
      transfer.forget();
    }
  }

  private void answer(Command command, Reply reply) {
    if (reply.isPositive()) {
      wire.say(reply);
    } else {
      refuse(Stages.of(command), command, reply, "", "");
    }
  }

  private void ask(Command command, Step.Ask ask) {
    pause();
    if (ask.question() instanceof Question.Sender(_, Transaction transaction)) {
      Optional<SpoolRefusal> full = premises.parts().spool().admit(transaction.size());
      if (full.isPresent()) {
        refuse("mail", command, Arrival.reply(full.get()), "", full.get().toString());
        resume();
        return;
      }
    }
    questions.put(ask.question(), ruling -> ruled(command, ask, ruling));
  }

  private void ruled(Command command, Step.Ask ask, Ruling ruling) {
    if (wire.isClosing()) {
      return;
    }
    switch (ruling) {
      case Ruling.Passed _ -> {
        wire.say(ask.reply());
        enter(ask.next());
      }
      case Ruling.Refused(Refusal refusal, String by) ->
          refuse(Stages.of(command), command, refusal.reply(), by, refusal.detail());
    }
    resume();
  }

  @Override
  public void octets(byte[] octets, int from, int length) {
    if (wire.isClosing()) {
      return;
    }
    waitFor(terms.limits().dataTimeout());
    transfer.octets(octets, from, length);
  }

  @Override
  public void contentEnded() {
    transfer.ended();
  }

  /// What became of the content that arrived.
  void answered(Arrival.Answered answered) {
    if (wire.isClosing()) {
      return;
    }
    transfer.answerOthers(answered.reply());
    if (answered.reply().isPositive()) {
      wire.say(answered.reply());
    } else {
      refuse("message", null, answered.reply(), answered.by(), answered.detail());
    }
    transfer.answered();
    questions.forgetMail();
    resume();
  }

  /// Begins TLS.
  void secure(ServerTls tls, @Nullable Reply ready) {
    wire.hold();
    waitFor(terms.limits().handshakeTimeout());
    wire.secure(tls, ready);
  }

  @Override
  public void unsecured(String why) {
    tell("session", null, Farewells.NOT_SECURED, "", why);
  }

  @Override
  public void injected() {
    end("session", Farewells.INJECTED);
  }

  private void authenticate(Step.Authenticate step) {
    SignIn begun = new SignIn(this, wire, premises, terms, questions.connection(), step);
    signIn = begun;
    wire.takeLongLines(true);
    begun.begin();
  }

  /// The client has proved to be `account`.
  void signedIn(Step.Authenticate step, String account, Reply reply) {
    signInEnded();
    wire.say(reply);
    questions.authenticated(step.mechanism());
    enter(Receiver.authenticated(step.client(), account));
  }

  /// It has not, and the reply says so; `failures` counts those of this session.
  void notSignedIn(Reply reply) {
    signInEnded();
    wire.say(reply);
    countError(reply);
  }

  /// As [#notSignedIn], where nothing was tried that could be told of as an authentication.
  void signInRefused(Reply reply, String detail) {
    signInEnded();
    refuse("auth", null, reply, "", detail);
  }

  private void signInEnded() {
    signIn = null;
    wire.takeLongLines(false);
  }

  /// Says a refusal and tells of it.
  void refuse(String stage, @Nullable Command command, Reply reply, String by, String detail) {
    wire.say(reply);
    tell(stage, command, reply, by, detail);
    countError(reply);
  }

  private void countError(Reply reply) {
    if (reply.code() == 421) {
      bye(true); // RFC 5321 §3.8
    } else if (reply.isPermanent() && ++errors >= terms.limits().errors()) {
      end("session", Farewells.TOO_MANY_ERRORS);
    }
  }

  /// Tells of a refusal.
  void tell(String stage, @Nullable Command command, Reply reply, String by, String detail) {
    String sender =
        transfer.isUnderWay()
            ? Stages.text(questions.mail().sender())
            : Stages.sender(state, command);
    String recipient = Stages.recipient(command);
    premises
        .parts()
        .told()
        .accept(
            new Told.Refused(questions.connection(), stage, sender, recipient, reply, by, detail));
  }

  /// Says a last reply, tells of it, and ends the session.
  void end(String stage, Reply reply) {
    wire.say(reply);
    tell(stage, null, reply, "", wire.mute().isEmpty() ? "" : "not said: " + wire.mute());
    bye(!reply.equals(Farewells.SHUTTING_DOWN));
  }

  /// Ends the session after what was said.
  void bye(boolean clientMayBeTalking) {
    wire.close(clientMayBeTalking);
    waitFor(FAREWELL);
  }

  /// Hands nothing over, and lets the client's time stand still, until [#resume].
  void pause() {
    wire.hold();
    waitFor(LONGEST_ANSWER);
    waitsForUs = true;
  }

  void resume() {
    if (wire.isClosing()) {
      return;
    }
    boolean arriving = transfer.isUnderWay();
    waitFor(arriving ? terms.limits().dataTimeout() : terms.limits().commandTimeout());
    if (premises.isDraining() && !arriving) {
      end("session", Farewells.SHUTTING_DOWN);
    } else {
      wire.go();
    }
  }

  /// Ends the session where the client is silent for so long.
  void waitFor(Duration time) {
    waitsForUs = false;
    deadlineNanos = System.nanoTime() + time.toNanos();
  }

  /// Ends the session if its time is over; called about twice a second.
  void look(long nowNanos) {
    boolean late = nowNanos - deadlineNanos > 0;
    if (wire.isClosing() || waitsForUs) {
      if (late) {
        wire.abort();
      }
    } else if (late) {
      end("session", Farewells.STALLED); // RFC 5321 §4.5.3.2
    } else if (nowNanos - beganNanos > terms.limits().sessionTimeout().toNanos()) {
      end("session", Farewells.LASTED_TOO_LONG);
    }
  }

  /// Ends the session unless content is coming or somebody is being asked; then it ends after that.
  void drain() {
    if (!transfer.isUnderWay() && !waitsForUs && !wire.isClosing()) {
      end("session", Farewells.SHUTTING_DOWN);
    }
  }

  void abort() {
    wire.abort();
  }

  @Override
  public void closed() {
    watch.remove(this);
    kept.end();
    welcome.closed();
    transfer.forget();
  }
}
