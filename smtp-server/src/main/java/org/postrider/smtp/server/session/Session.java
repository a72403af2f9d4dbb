// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.command.Verb;
import org.postrider.smtp.protocol.receiver.Client;
import org.postrider.smtp.protocol.receiver.Question;
import org.postrider.smtp.protocol.receiver.Receiver;
import org.postrider.smtp.protocol.receiver.State;
import org.postrider.smtp.protocol.receiver.Step;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.stream.LineFramer;
import org.postrider.smtp.protocol.stream.Unstuffer;
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
  private static final long NEVER = Long.MAX_VALUE;
  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final Reply STALLED = Reply.of(421, "4.4.2", "Timed out; closing");
  private static final Reply LASTED_TOO_LONG =
      Reply.of(421, "4.4.2", "This session has lasted too long; closing");
  private static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors; closing");
  private static final Reply SHUTTING_DOWN = Reply.of(421, "4.3.2", "Shutting down; closing");
  private static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.6", "Line too long");
  private static final Reply BARE_LINE_END =
      Reply.of(500, "5.5.2", "A line must end with CR LF, and hold neither alone");
  private static final Reply NUL_IN_LINE = Reply.of(500, "5.5.2", "NUL is not allowed");
  private static final Reply INJECTED =
      Reply.of(503, "5.5.1", "Nothing may follow STARTTLS before its reply; closing");

  /// Neighbours in the [Watch], which alone sets them.
  @Nullable Session previous;

  @Nullable Session next;

  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Watch watch;
  private final long beganNanos = System.nanoTime();
  private final InetAddress address;
  private Connection connection;
  private State state;
  private @Nullable Hello hello;
  private @Nullable Mail mail;
  private @Nullable SignIn signIn;
  private @Nullable Arrival arrival;
  private boolean inside;
  private int errors;
  private int signInFailures;
  private long deadlineNanos = NEVER;

  Session(ServerWire wire, Premises premises, Terms terms) {
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    watch = premises.watch(wire.loop());
    address = wire.client().getAddress();
    connection = connection();
    state = Receiver.start(terms.isImplicitTls());
  }

  @Override
  public void opened() {
    watch.add(this);
    Reply full = premises.door().enter(address, terms.limits());
    inside = full == null;
    ServerTls tls = terms.tls();
    if (full != null && terms.isImplicitTls()) {
      tell("connection", "", full, "", "");
      wire.abort(); // before TLS there is no way to say it
    } else if (full != null) {
      end("connection", full);
    } else if (tls != null && terms.isImplicitTls()) {
      waitFor(terms.limits().commandTimeout());
      wire.secure(tls, null);
    } else {
      greet();
    }
  }

  @Override
  public void secured() {
    connection = connection();
    enter(Receiver.start(true)); // RFC 3207 §4.2: what was known before is forgotten
    hello = null;
    waitFor(terms.limits().commandTimeout());
    if (terms.isImplicitTls()) {
      greet();
    }
  }

  private Connection connection() {
    return new Connection(
        terms.listener().name(), terms.listener().kind(), wire.client(), wire.server(), wire.tls());
  }

  private void greet() {
    pause();
    terms.policy().onConnection(connection, wire.loop(), this::greet);
  }

  private void greet(Ruling ruling) {
    if (wire.isClosing()) {
      return;
    }
    switch (ruling) {
      case Ruling.Passed _ -> wire.say(terms.receiver().greeting());
      case Ruling.Refused(Refusal refusal, String by) -> {
        Reply said = refusal.reply();
        int code = said.isTransient() ? 421 : 554; // RFC 5321 §3.1
        Reply greeting = new Reply(code, said.status(), said.lines());
        wire.say(greeting);
        tell("connection", "", greeting, by, refusal.detail());
        bye();
        return;
      }
    }
    resume();
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
    Reply reply =
        switch (flaw) {
          case TOO_LONG -> LINE_TOO_LONG;
          case BARE_CR, BARE_LF -> BARE_LINE_END;
          case NUL -> NUL_IN_LINE;
        };
    if (signIn != null) {
      signInRefused(reply, "");
    } else {
      refuse("session", "", reply, "", "");
    }
  }

  private void perform(Command command) {
    Step step = terms.receiver().on(state, command);
    switch (step) {
      case Step.Say(Reply reply, State after) -> {
        answer(command, reply);
        enter(after);
      }
      case Step.Ask ask -> ask(command, ask);
      case Step.Receive receive -> receive(receive);
      case Step.Secure secure -> secure(secure);
      case Step.Authenticate begin -> authenticate(begin);
      case Step.Close(Reply reply) -> {
        answer(command, reply);
        bye();
      }
    }
  }

  private void enter(State after) {
    state = after;
    if (!(after instanceof State.Mailing)) {
      mail = null;
    }
  }

  private void answer(Command command, Reply reply) {
    if (reply.isPositive()) {
      wire.say(reply);
    } else {
      refuse(stage(command), recipient(command), reply, "", "");
    }
  }

  private void ask(Command command, Step.Ask ask) {
    pause();
    switch (ask.question()) {
      case Question.Hello(Client client) -> {
        Hello question = new Hello(connection, client.name(), client.extended());
        terms
            .policy()
            .onHello(
                question,
                wire.loop(),
                ruling -> {
                  if (isTaken(command, ask, ruling)) {
                    hello = question;
                  }
                  resume();
                });
      }
      case Question.Sender sender -> askSender(command, ask, sender);
      case Question.Recipient recipient -> {
        Recipient question =
            new Recipient(known(mail), recipient.mailbox(), recipient.parameters());
        terms
            .policy()
            .onRecipient(
                question,
                wire.loop(),
                ruling -> {
                  isTaken(command, ask, ruling);
                  resume();
                });
      }
    }
  }

  private void askSender(Command command, Step.Ask ask, Question.Sender sender) {
    Optional<SpoolRefusal> refusal = premises.parts().spool().admit(sender.transaction().size());
    if (refusal.isPresent()) {
      SpoolRefusal why = refusal.get();
      refuse("mail", "", Arrival.reply(why), "", why.toString());
      resume();
      return;
    }
    Mail question =
        new Mail(
            known(hello),
            sender.client().account(),
            sender.transaction().sender(),
            sender.transaction().size(),
            sender.transaction().parameters());
    terms
        .policy()
        .onMail(
            question,
            wire.loop(),
            ruling -> {
              if (isTaken(command, ask, ruling)) {
                mail = question;
              }
              resume();
            });
  }

  /// Says what the ruling means for the question, and whether it was passed.
  private boolean isTaken(Command command, Step.Ask ask, Ruling ruling) {
    if (wire.isClosing()) {
      return false;
    }
    return switch (ruling) {
      case Ruling.Passed _ -> {
        wire.say(ask.reply());
        enter(ask.next());
        yield true;
      }
      case Ruling.Refused(Refusal refusal, String by) -> {
        refuse(stage(command), recipient(command), refusal.reply(), by, refusal.detail());
        yield false;
      }
    };
  }

  private void receive(Step.Receive step) {
    arrival =
        new Arrival(this, wire, premises, terms, known(mail), step.client(), step.transaction());
    state = step.next();
    wire.say(step.reply());
    wire.receiveContent();
    waitFor(terms.limits().dataTimeout());
  }

  @Override
  public void octets(byte[] octets, int from, int length) {
    if (wire.isClosing()) {
      return;
    }
    waitFor(terms.limits().dataTimeout());
    known(arrival).octets(octets, from, length);
  }

  @Override
  public void contentEnded(Unstuffer content) {
    pause();
    known(arrival).ended(content);
  }

  /// What became of the content that arrived.
  void answered(Arrival.Answered answered) {
    if (wire.isClosing()) {
      return;
    }
    if (answered.reply().isPositive()) {
      wire.say(answered.reply());
    } else {
      refuse("message", "", answered.reply(), answered.by(), answered.detail());
    }
    arrival = null;
    mail = null;
    resume();
  }

  private void secure(Step.Secure step) {
    ServerTls tls = terms.tls();
    if (tls == null) {
      throw new IllegalStateException("STARTTLS without a certificate");
    }
    deadlineNanos = NEVER; // the handshake has a time limit of its own
    wire.secure(tls, step.reply());
  }

  @Override
  public void injected() {
    end("session", INJECTED);
  }

  private void authenticate(Step.Authenticate step) {
    SignIn begun = new SignIn(this, wire, premises, terms, connection, step);
    signIn = begun;
    wire.takeLongLines(true);
    begun.begin();
  }

  /// The client has proved to be `account`.
  void signedIn(Client client, String account, Reply reply) {
    signInEnded();
    wire.say(reply);
    enter(Receiver.authenticated(client, account));
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
    refuse("auth", "", reply, "", detail);
  }

  private void signInEnded() {
    signIn = null;
    wire.takeLongLines(false);
  }

  /// Failed authentications in this session, this one included.
  int countSignInFailure() {
    return ++signInFailures;
  }

  /// Says a refusal and tells of it.
  private void refuse(String stage, String recipient, Reply reply, String by, String detail) {
    wire.say(reply);
    tell(stage, recipient, reply, by, detail);
    countError(reply);
  }

  private void countError(Reply reply) {
    if (reply.code() == 421) {
      bye(); // RFC 5321 §3.8
    } else if (reply.isPermanent() && ++errors >= terms.limits().errors()) {
      end("session", TOO_MANY_ERRORS);
    }
  }

  private void tell(String stage, String recipient, Reply reply, String by, String detail) {
    premises
        .parts()
        .told()
        .accept(new Told.Refused(connection, stage, sender(), recipient, reply, by, detail));
  }

  /// Says a last reply, tells of it, and ends the session.
  void end(String stage, Reply reply) {
    wire.say(reply);
    tell(stage, "", reply, "", "");
    bye();
  }

  private void bye() {
    wire.close();
    waitFor(FAREWELL);
  }

  /// Hands nothing over, and lets no time run, until [#resume].
  void pause() {
    wire.hold();
    deadlineNanos = NEVER;
  }

  void resume() {
    if (wire.isClosing()) {
      return;
    }
    waitFor(terms.limits().commandTimeout());
    if (premises.isDraining() && arrival == null) {
      end("session", SHUTTING_DOWN);
    } else {
      wire.go();
    }
  }

  /// As [#resume], in the midst of content.
  void resumeContent() {
    waitFor(terms.limits().dataTimeout());
    wire.go();
  }

  private void waitFor(Duration time) {
    deadlineNanos = System.nanoTime() + time.toNanos();
  }

  /// Ends the session if its time is over; called about twice a second.
  void look(long nowNanos) {
    if (deadlineNanos == NEVER) {
      return; // it waits for us
    }
    if (wire.isClosing()) {
      if (nowNanos - deadlineNanos > 0) {
        wire.abort();
      }
    } else if (nowNanos - deadlineNanos > 0) {
      end("session", STALLED); // RFC 5321 §4.5.3.2
    } else if (nowNanos - beganNanos > terms.limits().sessionTimeout().toNanos()) {
      end("session", LASTED_TOO_LONG);
    }
  }

  /// Ends the session unless content is coming or somebody is being asked; then it ends after that.
  void drain() {
    if (arrival == null && deadlineNanos != NEVER && !wire.isClosing()) {
      end("session", SHUTTING_DOWN);
    }
  }

  void abort() {
    wire.abort();
  }

  @Override
  public void closed() {
    watch.remove(this);
    if (inside) {
      premises.door().leave(address);
    }
    if (arrival != null) {
      arrival.clientGone();
    }
  }

  private String sender() {
    return state instanceof State.Mailing mailing
        ? text(mailing.transaction().sender())
        : mail == null ? "" : text(mail.sender());
  }

  private String recipient(Command command) {
    if (!(command instanceof Command.Rcpt(ForwardPath path, _))) {
      return "";
    }
    return switch (path) {
      case ForwardPath.To(Mailbox mailbox) -> mailbox.toString();
      case ForwardPath.Postmaster _ -> "postmaster";
    };
  }

  private static String text(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? "<>" : mailbox.toString();
  }

  private static String stage(Command command) {
    return switch (command) {
      case Command.Ehlo _, Command.Helo _ -> "hello";
      case Command.Auth _ -> "auth";
      case Command.Mail _ -> "mail";
      case Command.Rcpt _ -> "rcpt";
      case Command.Data _ -> "data";
      case Command.Malformed(Verb verb, _) when verb == Verb.MAIL -> "mail";
      case Command.Malformed(Verb verb, _) when verb == Verb.RCPT -> "rcpt";
      default -> "session";
    };
  }

  /// What the receiver's state says must be there.
  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the session has lost what its state knows");
    }
    return value;
  }
}
