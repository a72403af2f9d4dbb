// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.Verb;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.extension.Limits;
import org.postrider.smtp.protocol.receiver.State.Chunking;
import org.postrider.smtp.protocol.receiver.State.Fresh;
import org.postrider.smtp.protocol.receiver.State.Greeted;
import org.postrider.smtp.protocol.receiver.State.Mailing;
import org.postrider.smtp.protocol.receiver.State.Spoilt;
import org.postrider.smtp.protocol.reply.Reply;

/// The receiving side of a session: [#on] says what follows from a state and a command. A pure
/// function of its arguments and of the [Rules]; one value serves every session of a listener.
///
/// @rfc 5321 §4.1.4
/// @rfc 3207 §4
/// @rfc 4954 §4
public final class Receiver {
  private static final Set<String> HTTP =
      Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "PATCH", "TRACE");

  private static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Sender OK");
  private static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient OK");
  private static final Reply OK = Reply.of(250, "2.0.0", "OK");
  private static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "Ready to start TLS");
  private static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
  private static final Reply VERIFY_BY_SENDING =
      Reply.of(252, "2.5.2", "Cannot verify; send some mail and see");
  private static final String VERBS = " MAIL RCPT DATA RSET NOOP QUIT VRFY HELP";
  private static final Reply NOT_HTTP = Reply.of(421, "4.7.0", "This is SMTP, not HTTP");
  private static final Reply TOO_MANY_MESSAGES =
      Reply.of(421, "4.7.0", "Too many messages on this connection");
  private static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients");
  private static final Reply NO_TLS = Reply.of(454, "4.7.0", "TLS is not available");
  private static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not recognised");
  private static final Reply NOT_SMTP =
      Reply.of(500, "5.5.1", "This is LMTP, not SMTP: say LHLO"); // RFC 2033 §4.1
  private static final Reply NO_EXPN = Reply.of(502, "5.5.1", "EXPN is not implemented");
  private static final Reply NO_AUTH = Reply.of(502, "5.5.1", "AUTH is not offered here");
  private static final Reply NESTED_MAIL = Reply.of(503, "5.5.1", "A transaction is under way");
  private static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "TLS is already in use");
  private static final Reply AUTH_ALREADY = Reply.of(503, "5.5.1", "Already authenticated");
  private static final Reply AUTH_IN_MAIL =
      Reply.of(503, "5.5.1", "AUTH is not permitted during a transaction");
  private static final Reply NO_MECHANISM =
      Reply.of(504, "5.5.4", "Authentication mechanism not offered");
  private static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "Send STARTTLS first");
  private static final Reply AUTH_FIRST = Reply.of(530, "5.7.0", "Authentication required");
  private static final Reply AUTH_IN_CLEAR =
      Reply.of(538, "5.7.11", "Encryption required for authentication");
  private static final Reply NEEDS_SMTPUTF8 =
      Reply.of(553, "5.6.7", "A non-ASCII address needs SMTPUTF8");

  private final Rules rules;
  private final Parameters parameters;
  private final Transfer transfer;
  private final Introductions introductions;
  private final Reply helo;
  private final Reply ehloInClear;
  private final Reply ehloSecured;
  private final Reply ehloAuthenticated;

  private Receiver(Rules rules) {
    this.rules = rules;
    parameters = new Parameters(rules);
    transfer = new Transfer(rules);
    introductions = new Introductions(rules);
    helo = Reply.of(250, rules.hostname());
    ehloInClear = ehlo(false, false);
    ehloSecured = ehlo(true, rules.needsAuthentication());
    ehloAuthenticated = ehlo(true, false);
  }

  /// A receiver that keeps these rules.
  public static Receiver of(Rules rules) {
    return new Receiver(rules);
  }

  /// What the greeting says.
  ///
  /// @rfc 5321 §4.2
  public Reply greeting() {
    return Reply.of(220, rules.hostname() + (rules.lmtp() ? " LMTP" : " ESMTP"));
  }

  /// The state in which a connection begins; `secured` where TLS was there from the first octet.
  public static State start(boolean secured) {
    return new Fresh(secured, "");
  }

  /// The state after a client in `state` has proved to be `account`.
  public static State authenticated(Client client, String account) {
    return new Greeted(client.provedAs(account));
  }

  /// The next step.
  public Step on(State state, Command command) {
    if (rules.needsAuthentication() && !state.secured() && !isForTheClear(command)) {
      return command instanceof Command.Bdat bdat
          ? Transfer.discard(bdat, TLS_FIRST, state)
          : new Step.Say(TLS_FIRST, state); // RFC 3207 §4
    }
    return switch (command) {
      case Command.Ehlo hello -> smtpHello(state, hello.name(), true);
      case Command.Helo hello -> smtpHello(state, hello.name(), false);
      case Command.Lhlo hello ->
          rules.lmtp() ? hello(state, hello.name(), true) : new Step.Say(UNKNOWN, state);
      case Command.Mail mail -> mail(state, mail);
      case Command.Rcpt rcpt -> rcpt(state, rcpt);
      case Command.Data _ -> transfer.data(state);
      case Command.Bdat bdat -> transfer.bdat(state, bdat);
      case Command.Rset _ -> new Step.Say(OK, withoutTransaction(state));
      case Command.Noop _ -> new Step.Say(OK, state);
      case Command.Vrfy _ -> new Step.Say(VERIFY_BY_SENDING, state); // RFC 5321 §3.5.3
      case Command.Expn _ -> new Step.Say(NO_EXPN, state);
      case Command.Help _ -> new Step.Say(help(state), state);
      case Command.Quit _ -> new Step.Close(BYE);
      case Command.StartTls _ -> startTls(state);
      case Command.Auth auth -> auth(state, auth);
      case Command.Xclient xclient -> introductions.xclient(state, xclient);
      case Command.Xforward xforward -> introductions.xforward(state, xforward);
      case Command.Unknown unknown -> unknown(state, unknown);
      case Command.Malformed(Verb verb, Reply reply) ->
          // how many octets of content follow is not known: none of them may be read as a command
          verb == Verb.BDAT ? new Step.Close(reply) : new Step.Say(reply, state);
    };
  }

  /// What a listener that wants authentication takes before TLS; AUTH gets a reply of its own, and
  /// what is no command stays none.
  private static boolean isForTheClear(Command command) {
    return switch (command) {
      case Command.Ehlo _,
          Command.Lhlo _,
          Command.Noop _,
          Command.Quit _,
          Command.StartTls _,
          Command.Auth _,
          Command.Unknown _,
          Command.Malformed _ ->
          true;
      default -> false;
    };
  }

  private Step smtpHello(State state, String name, boolean extended) {
    return rules.lmtp() ? new Step.Say(NOT_SMTP, state) : hello(state, name, extended);
  }

  /// RFC 5321 §4.1.4: a new greeting ends a transaction that is under way.
  private Step hello(State state, String name, boolean extended) {
    Client known = client(state);
    String account = account(state);
    int messages = known == null ? 0 : known.messages();
    Client client = new Client(name, extended, state.secured(), account, messages);
    Reply reply = extended ? ehloReply(client) : helo;
    return new Step.Ask(new Question.Hello(client), reply, new Greeted(client));
  }

  private static String account(State state) {
    Client known = client(state);
    return state instanceof Fresh fresh ? fresh.account() : known == null ? "" : known.account();
  }

  private Reply ehloReply(Client client) {
    if (!client.secured()) {
      return ehloInClear;
    }
    Reply reply = client.isAuthenticated() ? ehloAuthenticated : ehloSecured;
    Holding holding = rules.holding();
    if (holding == null || !rules.offers(Keyword.FUTURE_RELEASE)) {
      return reply;
    }
    List<String> lines = new ArrayList<>(reply.lines());
    lines.add(1, holding.line(rules.clock().instant())); // which tells a time
    return new Reply(250, null, lines);
  }

  private Step mail(State state, Command.Mail mail) {
    return switch (state) {
      case Fresh _ -> new Step.Say(rules.greetFirst(), state);
      case Mailing _, Chunking _ -> new Step.Say(NESTED_MAIL, state); // RFC 5321 §4.1.4
      case Spoilt(Client client, _) -> begin(new Greeted(client), mail);
      case Greeted greeted -> begin(greeted, mail);
    };
  }

  private Step begin(Greeted state, Command.Mail mail) {
    Client client = state.client();
    if (rules.needsAuthentication() && !client.isAuthenticated()) {
      return new Step.Say(AUTH_FIRST, state); // RFC 4954 §6
    }
    if (client.messages() >= rules.messages()) {
      return new Step.Close(TOO_MANY_MESSAGES);
    }
    Reply wrong = parameters.wrong(client, mail);
    if (wrong != null) {
      return new Step.Say(wrong, state);
    }
    Transaction transaction = parameters.transaction(mail);
    Mailbox sender = mail.path().mailbox();
    if (sender != null && !sender.isAscii() && !transaction.smtpUtf8()) {
      return new Step.Say(NEEDS_SMTPUTF8, state); // RFC 6531 §3.5
    }
    return new Step.Ask(
        new Question.Sender(client, transaction),
        senderOk(mail, transaction),
        new Mailing(client, transaction));
  }

  /// A priority that is lowered is said to be: RFC 6710 §4.1.
  private static Reply senderOk(Command.Mail mail, Transaction transaction) {
    int priority = transaction.asked().priority();
    return Parameters.priority(mail) == priority
        ? SENDER_OK
        : Reply.of(250, "2.3.6", priority + " is the highest priority that you can have here");
  }

  private Step rcpt(State state, Command.Rcpt rcpt) {
    if (!(state instanceof Mailing(Client client, Transaction transaction))) {
      return new Step.Say(transfer.outOfSequence(state), state);
    }
    Reply wrong = parameters.wrong(client, transaction, rcpt);
    if (wrong != null) {
      return new Step.Say(wrong, state);
    }
    if (transaction.count() >= rules.recipients()) {
      return new Step.Say(TOO_MANY_RECIPIENTS, state); // RFC 5321 §4.5.3.1.10
    }
    Mailbox mailbox =
        switch (rcpt.path()) {
          case ForwardPath.To(Mailbox to) -> isOurPostmaster(to) ? rules.postmaster() : to;
          case ForwardPath.Postmaster _ -> rules.postmaster(); // RFC 5321 §4.5.1
        };
    if (!mailbox.isAscii() && !transaction.smtpUtf8()) {
      return new Step.Say(NEEDS_SMTPUTF8, state); // RFC 6531 §3.5
    }
    return new Step.Ask(
        new Question.Recipient(client, transaction, mailbox, rcpt.parameters()),
        RECIPIENT_OK,
        new Mailing(client, transaction.with(new Recipient(mailbox, Parameters.asked(rcpt)))));
  }

  /// The reserved mailbox with our own name behind it, RFC 5321 §4.5.1.
  private boolean isOurPostmaster(Mailbox mailbox) {
    return mailbox.local().isPostmaster()
        && mailbox.domain().text().equalsIgnoreCase(rules.hostname());
  }

  /// The verbs that are understood, and of those that EHLO announces the ones that mean something
  /// now.
  ///
  /// @rfc 5321 §4.1.1.8
  private Reply help(State state) {
    Client client = client(state);
    boolean known = client != null && client.isAuthenticated();
    boolean startTls = rules.startTls() && !state.secured();
    boolean auth = rules.needsAuthentication() && state.secured() && !known;
    boolean bdat = rules.offers(Keyword.CHUNKING);
    return Reply.of(
        214,
        "2.0.0",
        (rules.lmtp() ? "LHLO" : "EHLO HELO")
            + VERBS
            + (bdat ? " BDAT" : "")
            + (startTls ? " STARTTLS" : "")
            + (auth ? " AUTH" : ""));
  }

  private Step startTls(State state) {
    if (state.secured()) {
      return new Step.Say(TLS_ALREADY, state);
    }
    if (!rules.startTls()) {
      return new Step.Say(NO_TLS, state);
    }
    return new Step.Secure(READY_FOR_TLS, start(true)); // RFC 3207 §4.2: forget everything
  }

  private Step auth(State state, Command.Auth auth) {
    if (!rules.needsAuthentication()) {
      return new Step.Say(NO_AUTH, state);
    }
    if (!state.secured()) {
      return new Step.Say(AUTH_IN_CLEAR, state);
    }
    return switch (state) {
      case Fresh _ -> new Step.Say(rules.greetFirst(), state);
      case Mailing _, Chunking _, Spoilt _ -> new Step.Say(AUTH_IN_MAIL, state); // RFC 4954 §4
      case Greeted(Client client) -> authenticate(state, client, auth);
    };
  }

  private Step authenticate(State state, Client client, Command.Auth auth) {
    if (client.isAuthenticated()) {
      return new Step.Say(AUTH_ALREADY, state); // RFC 4954 §4
    }
    if (!client.extended()) {
      return new Step.Say(rules.greetFirst(), state);
    }
    String mechanism = auth.mechanism().toUpperCase(Locale.ROOT);
    if (!rules.mechanisms().contains(mechanism)) {
      return new Step.Say(NO_MECHANISM, state); // RFC 4954 §4
    }
    return new Step.Authenticate(client, mechanism, auth.initial());
  }

  private static Step unknown(State state, Command.Unknown unknown) {
    if (HTTP.contains(unknown.verb().toUpperCase(Locale.ROOT))) {
      return new Step.Close(NOT_HTTP); // a browser was made to talk to us: hear no more of it
    }
    return new Step.Say(UNKNOWN, state); // RFC 5321 §4.2.4
  }

  static @Nullable Client client(State state) {
    return switch (state) {
      case Fresh _ -> null;
      case Greeted(Client client) -> client;
      case Mailing(Client client, _) -> client;
      case Chunking(Client client, _) -> client;
      case Spoilt(Client client, _) -> client;
    };
  }

  private static State withoutTransaction(State state) {
    Client client = client(state);
    return client == null ? state : new Greeted(client);
  }

  private Reply ehlo(boolean secured, boolean auth) {
    Set<Keyword> offered = EnumSet.allOf(Keyword.class);
    offered.removeIf(keyword -> !offers(keyword, secured, auth));
    List<String> lines = new ArrayList<>();
    lines.add(rules.hostname());
    Limits limits = new Limits(rules.messages(), rules.recipients(), 0);
    lines.addAll(Capabilities.of(offered, rules.messageSize(), rules.mechanisms(), limits).lines());
    return new Reply(250, null, lines);
  }

  private boolean offers(Keyword keyword, boolean secured, boolean auth) {
    return switch (keyword) {
      case START_TLS -> !secured && rules.startTls();
      case AUTH -> auth;
      case FUTURE_RELEASE -> false; // is put in by itself
      case REQUIRE_TLS -> secured && rules.offers(keyword); // RFC 8689 §2
      case XCLIENT, XFORWARD -> // as all else, not in the clear where that is not taken
          rules.offers(keyword) && (secured || !rules.needsAuthentication());
      default -> rules.offers(keyword);
    };
  }
}
