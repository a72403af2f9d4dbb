// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.testkit.Golden;

class ReceiverTest {
  private static final List<String> MECHANISMS = List.of("SCRAM-SHA-256", "PLAIN");
  private static final Rules MX = new TestRules().rules();
  private static final Rules SUBMISSION =
      new TestRules().mechanisms(MECHANISMS).priority(4).rules();

  private static final List<String> LINES =
      List.of(
          "EHLO c.example",
          "HELO c.example",
          "LHLO c.example",
          "MAIL FROM:<a@b.example>",
          "MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME SMTPUTF8",
          "MAIL FROM:<a@b.example> BODY=BINARYMIME",
          "RCPT TO:<c@d.example>",
          "RCPT TO:<Postmaster>",
          "DATA",
          "BDAT 10",
          "BDAT 0 LAST",
          "BDAT -1",
          "RSET",
          "NOOP",
          "VRFY c",
          "EXPN c",
          "HELP",
          "STARTTLS",
          "AUTH PLAIN",
          "AUTH NTLM",
          "XCLIENT ADDR=192.0.2.9 LOGIN=bob",
          "XCLIENT ADDR=192.0.2",
          "XFORWARD ADDR=192.0.2.9",
          "XYZZY",
          "GET / HTTP/1.1",
          "MAIL FROM:a",
          "QUIT");

  private static final Rules LMTP = new TestRules().lmtp().rules();
  private static final Rules TRUSTING =
      new TestRules().granted(Keyword.XCLIENT, Keyword.XFORWARD).rules();

  private record Place(Receiver receiver, State state) {}

  /// Every state and every verb, as a table that a reviewer can read.
  @Test
  void everyStateAnswersEveryVerb() {
    StringBuilder matrix = new StringBuilder();
    places().forEach((name, place) -> matrix.append(rows(name, place)));
    Golden.check("receiver/matrix.txt", matrix.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'mx, connected', STARTTLS",
    "'mx, MAIL', STARTTLS",
    "'mx, TLS', BDAT",
    "'submission, EHLO under TLS', AUTH",
    "'submission, authenticated', BDAT",
  })
  void helpListsWhatIsOffered(String name, String last) {
    Place place = places().get(name);
    assertThat(place.receiver.on(place.state, command("HELP")))
        .isInstanceOfSatisfying(
            Step.Say.class,
            said -> assertThat(said.reply().lines().getLast()).endsWith(" " + last));
  }

  private static Map<String, Place> places() {
    Map<String, Place> places = new LinkedHashMap<>();
    Receiver mx = Receiver.of(MX);
    State greeted = after(mx, Receiver.start(false), "EHLO c.example");
    places.put("mx, connected", new Place(mx, Receiver.start(false)));
    places.put("mx, HELO", new Place(mx, after(mx, Receiver.start(false), "HELO c.example")));
    places.put("mx, EHLO", new Place(mx, greeted));
    State mailing = after(mx, greeted, "MAIL FROM:<a@b.example>");
    places.put("mx, MAIL", new Place(mx, mailing));
    State addressed = after(mx, mailing, "RCPT TO:<c@d.example>");
    places.put("mx, RCPT", new Place(mx, addressed));
    State binary = after(mx, greeted, "MAIL FROM:<a@b.example> BODY=BINARYMIME");
    places.put("mx, binary", new Place(mx, after(mx, binary, "RCPT TO:<c@d.example>")));
    State chunking = after(mx, addressed, "BDAT 10");
    places.put("mx, BDAT", new Place(mx, chunking));
    places.put("mx, spoilt", new Place(mx, after(mx, chunking, "DATA")));
    places.put("mx, TLS", new Place(mx, Receiver.start(true)));
    Receiver lmtp = Receiver.of(LMTP);
    State local = after(lmtp, Receiver.start(false), "LHLO c.example");
    places.put("lmtp, connected", new Place(lmtp, Receiver.start(false)));
    places.put("lmtp, LHLO", new Place(lmtp, local));
    State posting = after(lmtp, local, "MAIL FROM:<a@b.example>");
    places.put("lmtp, MAIL", new Place(lmtp, posting));
    State once = after(lmtp, posting, "RCPT TO:<c@d.example>");
    State twice = after(lmtp, once, "RCPT TO:<c@d.example>");
    places.put("lmtp, RCPT", new Place(lmtp, twice));
    places.put("lmtp, spoilt", new Place(lmtp, after(lmtp, after(lmtp, twice, "BDAT 1"), "DATA")));
    Receiver trusting = Receiver.of(TRUSTING);
    State begun = after(trusting, Receiver.start(false), "EHLO c.example");
    places.put("mx, trusted", new Place(trusting, begun));
    State sent = after(trusting, begun, "MAIL FROM:<a@b.example>");
    places.put("mx, trusted, MAIL", new Place(trusting, sent));
    Receiver submission = Receiver.of(SUBMISSION);
    State clear = after(submission, Receiver.start(false), "EHLO c.example");
    places.put("submission, EHLO in the clear", new Place(submission, clear));
    State secured = after(submission, Receiver.start(true), "EHLO c.example");
    places.put("submission, EHLO under TLS", new Place(submission, secured));
    State alice = Receiver.authenticated(((State.Greeted) secured).client(), "alice");
    places.put("submission, authenticated", new Place(submission, alice));
    State sending = after(submission, alice, "MAIL FROM:<a@b.example>");
    places.put("submission, MAIL", new Place(submission, sending));
    return places;
  }

  private static String rows(String name, Place place) {
    StringBuilder rows = new StringBuilder("== ").append(name).append('\n');
    for (String line : LINES) {
      Step step = place.receiver.on(place.state, command(line));
      rows.append(String.format("%-58s %s%n", line, text(step)));
    }
    return rows.append('\n').toString();
  }

  private static String text(Step step) {
    return switch (step) {
      case Step.Say(Reply reply, State next) -> "say " + code(reply) + " -> " + text(next);
      case Step.Ask(Question question, Reply reply, State next) ->
          "ask " + question.getClass().getSimpleName() + ", " + code(reply) + " -> " + text(next);
      case Step.Receive(_, _, Reply reply, State next) ->
          "receive, " + code(reply) + " -> " + text(next);
      case Step.Chunk(_, _, long octets, boolean last, State next, State failed) ->
          "take "
              + octets
              + (last ? " and answer" : "")
              + " -> "
              + text(next)
              + (last ? "" : " or " + text(failed));
      case Step.Discard(long octets, Reply reply, int times, State next, boolean awaited) ->
          "discard "
              + octets
              + (awaited ? " as awaited" : "")
              + ", "
              + (times == 1 ? "" : times + " times ")
              + code(reply)
              + " -> "
              + text(next);
      case Step.Secure(Reply reply, State next) -> "secure, " + code(reply) + " -> " + text(next);
      case Step.Authenticate(_, String mechanism, _) -> "authenticate by " + mechanism;
      case Step.Introduce(Map<String, String> attributes, State next) ->
          "introduce " + new TreeMap<>(attributes) + " -> " + text(next);
      case Step.Note(Map<String, String> attributes, Reply reply) ->
          "note " + new TreeMap<>(attributes) + ", " + code(reply);
      case Step.Close(Reply reply) -> "close " + code(reply);
    };
  }

  private static String code(Reply reply) {
    return reply.code() + (reply.status() == null ? "" : " " + reply.status());
  }

  private static String text(State state) {
    return switch (state) {
      case State.Fresh fresh -> fresh.secured() ? "fresh under TLS" : "fresh";
      case State.Greeted(Client client) -> "greeted" + text(client);
      case State.Mailing(Client client, Transaction transaction) ->
          "mailing, " + transaction.count() + " recipients" + text(client);
      case State.Chunking(Client client, Transaction transaction) ->
          "chunking, " + transaction.count() + " recipients" + text(client);
      case State.Spoilt(Client client, int recipients) ->
          "spoilt, " + recipients + " recipients" + text(client);
    };
  }

  private static String text(Client client) {
    return (client.extended() ? " by EHLO" : " by HELO")
        + (client.secured() ? ", TLS" : "")
        + (client.isAuthenticated() ? ", " + client.account() : "");
  }

  @ParameterizedTest
  @CsvSource({
    "SIZE=1048576, 250 2.1.0",
    "SIZE=1048577, 552 5.3.4",
    "SIZE=99999999999999999999, 552 5.3.4",
    "SIZE=x, 501 5.5.4",
    "SIZE=-1, 501 5.5.4",
    "SIZE=, 501 5.5.4",
    "BODY=7bit, 250 2.1.0",
    "BODY=8BITMIME, 250 2.1.0",
    "BODY=BinaryMime, 250 2.1.0",
    "BODY=9BITMIME, 501 5.5.4",
    "BODY=, 501 5.5.4",
    "SMTPUTF8, 250 2.1.0",
    "SMTPUTF8=1, 501 5.5.4",
    "AUTH=<>, 555 5.5.4",
    "RET=FULL, 250 2.1.0",
    "RET=ALL, 501 5.5.4",
    "ENVID=a+2Bb, 250 2.1.0",
    "ENVID=a+b, 501 5.5.4",
    "NOTIFY=NEVER, 555 5.5.4",
    "MT-PRIORITY=-9, 250 2.1.0",
    "MT-PRIORITY=1, 250 2.3.6",
    "MT-PRIORITY=10, 501 5.5.2",
  })
  void knowsTheParametersOfMail(String parameters, String reply) {
    Receiver receiver = Receiver.of(MX);
    State greeted = after(receiver, Receiver.start(false), "EHLO c.example");
    Step step = receiver.on(greeted, command("MAIL FROM:<a@b.example> " + parameters));
    assertThat(text(step)).contains(reply);
  }

  /// What is not offered is not taken, RFC 5321 §4.1.1.11.
  @ParameterizedTest
  @CsvSource({
    "DSN, MAIL FROM:<a@b.example> RET=FULL, 555 5.5.4",
    "DSN, MAIL FROM:<a@b.example> SIZE=5 BODY=8BITMIME SMTPUTF8, 250 2.1.0",
    "SMTP_UTF8, MAIL FROM:<a@b.example> SMTPUTF8, 555 5.5.4",
    "SIZE, MAIL FROM:<a@b.example> SIZE=5, 555 5.5.4",
    "MT_PRIORITY, MAIL FROM:<a@b.example> MT-PRIORITY=-4, 555 5.5.4",
    "PIPELINING, MAIL FROM:<a@b.example> SIZE=5, 250 2.1.0",
    "EIGHT_BIT_MIME, MAIL FROM:<a@b.example> BODY=8BITMIME, 501 5.5.4",
    "EIGHT_BIT_MIME, MAIL FROM:<a@b.example> BODY=BINARYMIME, 250 2.1.0",
    "BINARY_MIME, MAIL FROM:<a@b.example> BODY=BINARYMIME, 501 5.5.4",
    "BINARY_MIME, MAIL FROM:<a@b.example> BODY=8BITMIME, 250 2.1.0",
    "CHUNKING, MAIL FROM:<a@b.example> BODY=BINARYMIME, 501 5.5.4",
    "CHUNKING, 'BDAT 100 LAST', discard 100, 502 5.5.1",
  })
  void whatIsWithheldIsNeitherOfferedNorTaken(Keyword withheld, String mail, String reply) {
    Receiver receiver = Receiver.of(new TestRules().withheld(withheld).rules());
    Step hello = receiver.on(Receiver.start(false), command("EHLO c.example"));
    assertThat(((Step.Ask) hello).reply().toString()).doesNotContain(withheld.text());
    State greeted = after(receiver, Receiver.start(false), "EHLO c.example");
    assertThat(text(receiver.on(greeted, command(mail)))).contains(reply);
  }

  /// BINARYMIME means nothing without CHUNKING, RFC 3030 §3.
  @Test
  void whoWithholdsChunkingWithholdsBinaryMimeToo() {
    Rules rules = new TestRules().withheld(Keyword.CHUNKING, Keyword.EIGHT_BIT_MIME).rules();
    assertThat(offer(rules, false)).doesNotContain("CHUNKING", "BINARYMIME").contains("DSN");
    Receiver receiver = Receiver.of(rules);
    State greeted = after(receiver, Receiver.start(false), "EHLO c.example");
    assertThat(text(receiver.on(greeted, command("MAIL FROM:<a@b.example> BODY=7BIT"))))
        .contains("555 5.5.4");
  }

  @Test
  void knowsNoParametersAfterHelo() { // RFC 5321 §4.1.1.11
    Receiver receiver = Receiver.of(MX);
    State greeted = after(receiver, Receiver.start(false), "HELO c.example");
    assertThat(text(receiver.on(greeted, command("MAIL FROM:<a@b.example> SIZE=1"))))
        .startsWith("say 555 5.5.4");
  }

  @Test
  void takesTheAuthParameterWhereAuthIsOffered() { // RFC 4954 §5
    Receiver receiver = Receiver.of(SUBMISSION);
    State secured = after(receiver, Receiver.start(true), "EHLO c.example");
    State alice = Receiver.authenticated(((State.Greeted) secured).client(), "alice");
    assertThat(text(receiver.on(alice, command("MAIL FROM:<a@b.example> AUTH=<>"))))
        .startsWith("ask Sender, 250 2.1.0");
  }

  @Test
  void refusesNonAsciiAddressesWithoutSmtpUtf8() { // RFC 6531 §3.5
    Receiver receiver = Receiver.of(MX);
    State greeted = after(receiver, Receiver.start(false), "EHLO c.example");
    assertThat(text(receiver.on(greeted, command("MAIL FROM:<ü@b.example>"))))
        .startsWith("say 553 5.6.7");
    State plain = after(receiver, greeted, "MAIL FROM:<a@b.example>");
    assertThat(text(receiver.on(plain, command("RCPT TO:<ü@b.example>"))))
        .startsWith("say 553 5.6.7");
    State utf8 = after(receiver, greeted, "MAIL FROM:<ü@b.example> SMTPUTF8");
    assertThat(text(receiver.on(utf8, command("RCPT TO:<ü@b.example>"))))
        .startsWith("ask Recipient, 250 2.1.5");
  }

  @Test
  void refusesRecipientsPastTheLimit() { // RFC 5321 §4.5.3.1.10
    Receiver receiver = Receiver.of(MX);
    State state = after(receiver, Receiver.start(false), "EHLO c.example");
    state = after(receiver, state, "MAIL FROM:<>");
    for (int i = 0; i < 100; i++) {
      state = after(receiver, state, "RCPT TO:<r" + i + "@d.example>");
    }
    assertThat(text(receiver.on(state, command("RCPT TO:<one@too.many.example>"))))
        .isEqualTo("say 452 4.5.3 -> mailing, 100 recipients by EHLO");
    assertThat(((State.Mailing) state).transaction().recipients())
        .hasSize(100)
        .startsWith(Recipient.of(Mailbox.parse("r0@d.example")))
        .endsWith(Recipient.of(Mailbox.parse("r99@d.example")));
  }

  @Test
  void closesAfterSoManyMessages() {
    Receiver receiver = Receiver.of(MX);
    State state = after(receiver, Receiver.start(false), "EHLO c.example");
    for (int i = 0; i < 3; i++) {
      state = after(receiver, state, "MAIL FROM:<a@b.example>");
      state = after(receiver, state, "RCPT TO:<c@d.example>");
      state = after(receiver, state, "DATA");
    }
    state = after(receiver, state, "EHLO c.example"); // greeting again buys nothing
    assertThat(text(receiver.on(state, command("MAIL FROM:<a@b.example>"))))
        .isEqualTo("close 421 4.7.0");
  }

  @Test
  void aNewGreetingKeepsTheAccountAndEndsTheTransaction() { // RFC 5321 §4.1.4
    Receiver receiver = Receiver.of(SUBMISSION);
    State state = after(receiver, Receiver.start(true), "EHLO c.example");
    state = Receiver.authenticated(((State.Greeted) state).client(), "alice");
    state = after(receiver, state, "MAIL FROM:<a@b.example>");
    state = after(receiver, state, "EHLO other.example");
    assertThat(text(state)).isEqualTo("greeted by EHLO, TLS, alice");
  }

  @Test
  void offersWhatHolds() {
    assertThat(offer(MX, false)).contains("STARTTLS", "SIZE 1048576").noneMatch(this::isAuth);
    assertThat(offer(MX, true)).doesNotContain("STARTTLS").noneMatch(this::isAuth);
    assertThat(offer(SUBMISSION, false)).contains("STARTTLS").noneMatch(this::isAuth);
    assertThat(offer(SUBMISSION, true)).contains("AUTH SCRAM-SHA-256 PLAIN");
  }

  private boolean isAuth(String line) {
    return line.startsWith("AUTH");
  }

  private static List<String> offer(Rules rules, boolean secured) {
    Step step = Receiver.of(rules).on(Receiver.start(secured), command("EHLO c.example"));
    return ((Step.Ask) step).reply().lines();
  }

  @Test
  void refusesRulesBelowTheStandard() {
    assertThatThrownBy(() -> new TestRules().recipients(99).rules())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static State after(Receiver receiver, State state, String line) {
    return switch (receiver.on(state, command(line))) {
      case Step.Say say -> say.next();
      case Step.Ask ask -> ask.next();
      case Step.Receive receive -> receive.next();
      case Step.Chunk chunk -> chunk.next();
      case Step.Discard discard -> discard.next();
      case Step.Secure secure -> secure.next();
      case Step.Introduce introduce -> introduce.next();
      case Step.Note _ -> state;
      case Step.Authenticate _, Step.Close _ -> throw new AssertionError(line);
    };
  }

  private static Command command(String line) {
    byte[] octets = line.getBytes(StandardCharsets.UTF_8);
    return CommandParser.parse(octets, 0, octets.length);
  }
}
