// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.reply.ReplyParser;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.protocol.sender.Terms.Identity;
import org.postrider.testkit.Seed;

/// The machine without any I/O: replies in, a transcript of its steps out.
final class SenderTest {
  private static final String FULL = "250-host|250-PIPELINING|250-SIZE 10000|250 8BITMIME";
  private static final String BARE = "250 host";

  private static Terms terms(Encryption encryption) {
    return new Terms("us.example", false, encryption, false, null);
  }

  private static Terms plain() {
    return terms(Encryption.NONE);
  }

  private static Transaction to(String... recipients) {
    return new Transaction(
        new ReversePath(Mailbox.parse("a@from.example")),
        Stream.of(recipients).map(Mailbox::parse).map(Recipient::of).toList(),
        100,
        Body.SEVEN_BIT,
        false,
        MailParameters.NONE);
  }

  @Test
  void sendsAGroupWhereTheHostPipelines() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
    played.hear("250 ok", "250 ok", "251 ok", "354 go", "250 2.0.0 got it");
    assertThat(played.steps)
        .containsExactly(
            "EHLO us.example",
            "Open",
            "MAIL FROM:<a@from.example> SIZE=100|RCPT TO:<b@x.example>|RCPT TO:<c@x.example>|DATA",
            "Await",
            "Await",
            "Await",
            "Transfer",
            "[CONTENT 250, CONTENT 250]");
  }

  @Test
  void sendsOneByOneWhereItDoesNot() throws Exception {
    Played played = new Played(plain(), "220 hi", BARE).offer(to("b@x.example", "c@x.example"));
    played.hear("250 ok", "250 ok", "250 ok", "354 go", "250 got it");
    assertThat(played.steps)
        .containsExactly(
            "EHLO us.example",
            "Open",
            "MAIL FROM:<a@from.example>",
            "RCPT TO:<b@x.example>",
            "RCPT TO:<c@x.example>",
            "DATA",
            "Transfer",
            "[CONTENT 250, CONTENT 250]");
  }

  @Test
  void someRecipientsRefused() throws Exception {
    for (String ehlo : List.of(FULL, BARE)) {
      Played played =
          new Played(plain(), "220 hi", ehlo)
              .offer(to("b@x.example", "c@x.example", "d@x.example"));
      played.hear("250 ok", "550 no", "250 ok", "450 later", "354 go", "250 ok");
      assertThat(played.end()).isEqualTo("[RCPT 550, CONTENT 250, RCPT 450]");
    }
  }

  @Test
  void allRecipientsRefusedButContentAskedFor() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example"));
    played.hear("250 ok", "550 no", "354 go"); // RFC 2920 §3.1
    assertThat(played.end()).isEqualTo(".");
    played.hear("554 nobody");
    assertThat(played.end()).isEqualTo("[RCPT 550]");
    assertThat(played.state).isInstanceOf(State.Ready.class);
  }

  @Test
  void allRecipientsRefusedAndDataToo() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example"));
    played.hear("250 ok", "550 no", "503 what", "250 reset");
    assertThat(played.steps).contains("RSET");
    assertThat(played.end()).isEqualTo("[RCPT 550]");
  }

  @Test
  void noDataWithoutRecipients() throws Exception {
    Played played = new Played(plain(), "220 hi", BARE).offer(to("b@x.example"));
    played.hear("250 ok", "550 no");
    assertThat(played.end()).isEqualTo("RSET");
  }

  @Test
  void refusedMailCountsForAll() throws Exception {
    Played grouped = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
    grouped.hear("451 greylisted", "503 no", "503 no", "503 no", "250 reset");
    assertThat(grouped.end()).isEqualTo("[MAIL 451, MAIL 451]");
    Played single = new Played(plain(), "220 hi", BARE).offer(to("b@x.example", "c@x.example"));
    single.hear("550 no");
    assertThat(single.end()).isEqualTo("[MAIL 550, MAIL 550]");
    assertThat(single.state).isInstanceOf(State.Ready.class);
  }

  @Test
  void refusedDataCountsForTheAccepted() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
    played.hear("250 ok", "250 ok", "550 no", "451 not now", "250 reset");
    assertThat(played.end()).isEqualTo("[DATA 451, RCPT 550]");
  }

  @Test
  void tooManyRecipientsIsTemporary() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
    played.hear("250 ok", "250 ok", "552 too many", "354 go", "250 ok"); // RFC 5321 §4.5.3.1.10
    assertThat(played.end()).isEqualTo("[CONTENT 250, RCPT 452]");
  }

  @Test
  void serviceClosingIsTemporaryEverywhere() throws Exception {
    String[] all = {"250 ok", "550 no", "250 ok", "354 go"};
    String[] ends = {
      "[MAIL 421, MAIL 421] over",
      "[RCPT 421, RCPT 421] over",
      "[RCPT 550, RCPT 421] over",
      "[RCPT 550, DATA 421] over",
      "[RCPT 550, CONTENT 421] over"
    };
    for (int at = 0; at < ends.length; at++) {
      Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
      played.hear(List.of(all).subList(0, at).toArray(String[]::new)).hear("421 bye");
      assertThat(played.end()).isEqualTo(ends[at]);
    }
  }

  @Test
  void aBrokenSessionKeepsWhatWasRefused() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example", "c@x.example"));
    played.hear("250 ok", "550 no", "250 ok", "354 go");
    played.take(new Turn(played.state, Sender.lost(played.state, Reply.of(451, "4.4.2", "lost"))));
    assertThat(played.end()).isEqualTo("[RCPT 550, CONTENT 451 ours] over");
  }

  @Test
  void fallsBackToHelo() throws Exception {
    Played played = new Played(plain(), "220 hi", "502 what", "250 hi");
    assertThat(played.steps).containsExactly("EHLO us.example", "HELO us.example", "Open");
  }

  @Test
  void refusedGreetings() throws Exception {
    assertThat(new Played(plain(), "554 go away").end()).isEqualTo("failed GREETING 554");
    assertThat(new Played(plain(), "421 busy").end()).isEqualTo("failed GREETING 421");
    assertThat(new Played(plain(), "220 hi", "421 busy").end()).isEqualTo("failed HELLO 421");
    assertThat(new Played(plain(), "220 hi", "550 no", "550 no").end())
        .isEqualTo("failed HELLO 550");
    assertThat(new Played(plain(), "354 what").end()).isEqualTo("failed GREETING 451 ours");
  }

  @Test
  void changesToTls() throws Exception {
    Played played = new Played(terms(Encryption.OFFERED), "220 hi", "250-x|250 STARTTLS", "220 go");
    assertThat(played.end()).isEqualTo("Secure");
    played.secured().hear(FULL);
    assertThat(played.steps)
        .containsExactly("EHLO us.example", "STARTTLS", "Secure", "EHLO us.example", "Open");
  }

  @Test
  void goesOnWithoutTlsOnlyWhereItMay() throws Exception {
    assertThat(new Played(terms(Encryption.OFFERED), "220 hi", FULL).end()).isEqualTo("Open");
    assertThat(
            new Played(terms(Encryption.OFFERED), "220 hi", "250-x|250 STARTTLS", "454 no").end())
        .isEqualTo("Open");
    assertThat(new Played(terms(Encryption.REQUIRED), "220 hi", FULL).end())
        .isEqualTo("failed TLS 454 ours");
    assertThat(
            new Played(terms(Encryption.REQUIRED), "220 hi", "250-x|250 STARTTLS", "501 no").end())
        .isEqualTo("failed TLS 454");
    assertThat(new Played(terms(Encryption.REQUIRED), "220 hi", "502 what", "250 hi").end())
        .isEqualTo("failed TLS 454 ours");
  }

  private static Terms known(Encryption encryption) {
    return new Terms("us.example", false, encryption, false, new Identity("me", "secret"));
  }

  @Test
  void neverAuthenticatesInTheClear() throws Exception {
    for (Encryption each : List.of(Encryption.NONE, Encryption.OFFERED)) {
      Played played = new Played(known(each), "220 hi", "250-x|250 AUTH PLAIN LOGIN");
      assertThat(played.end()).isEqualTo("failed AUTH 454 ours");
      assertThat(played.steps).noneMatch(step -> step.startsWith("AUTH"));
    }
  }

  @Test
  void authenticates() throws Exception {
    Played plain = new Played(known(Encryption.IMPLICIT), "220 hi", "250-x|250 AUTH LOGIN PLAIN");
    assertThat(plain.end()).isEqualTo("AUTH PLAIN AG1lAHNlY3JldA==");
    assertThat(plain.hear("235 welcome").end()).isEqualTo("Open");
    Played login = new Played(known(Encryption.IMPLICIT), "220 hi", "250-x|250 AUTH LOGIN");
    login.hear("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 welcome");
    assertThat(login.steps)
        .containsExactly("EHLO us.example", "AUTH LOGIN", "bWU=", "c2VjcmV0", "Open");
  }

  @Test
  void aWrongPasswordIsTemporaryAndNotShown() throws Exception {
    Played played = new Played(known(Encryption.IMPLICIT), "220 hi", "250-x|250 AUTH PLAIN");
    assertThat(played.state.toString() + played.last).doesNotContain("secret", "AG1l");
    assertThat(played.hear("535 5.7.8 no").end()).isEqualTo("failed AUTH 454");
    Played asking = new Played(known(Encryption.IMPLICIT), "220 hi", "250-x|250 AUTH PLAIN");
    assertThat(asking.hear("334 more").end()).isEqualTo("*");
    Played none = new Played(known(Encryption.IMPLICIT), "220 hi", "250-x|250 AUTH CRAM-MD5");
    assertThat(none.end()).isEqualTo("failed AUTH 454 ours");
  }

  @Test
  void lmtpHasAReplyForEachAcceptedRecipient() throws Exception {
    Terms lmtp = new Terms("us.example", true, Encryption.NONE, false, null);
    Played played =
        new Played(lmtp, "220 hi", FULL).offer(to("b@x.example", "c@x.example", "d@x.example"));
    played.hear("250 ok", "250 ok", "550 no", "250 ok", "354 go", "250 ok", "452 full");
    assertThat(played.steps.getFirst()).isEqualTo("LHLO us.example");
    assertThat(played.end()).isEqualTo("[CONTENT 250, RCPT 550, CONTENT 452]"); // RFC 2033 §4.2
    assertThat(new Played(lmtp, "220 hi", "500 what").end()).isEqualTo("failed HELLO 500");
  }

  /// RFC 3461 §5.2.1 and §5.2.2: word for word, to a host that knows what it means.
  @Test
  void passesOnWhatTheSenderAskedFor() throws Exception {
    Recipient never =
        new Recipient(
            Mailbox.parse("b@x.example"),
            new RcptParameters(Notify.NEVER, OriginalRecipient.parse("rfc822;Bob+2B1@x.example")));
    Recipient success =
        new Recipient(
            Mailbox.parse("c@x.example"),
            new RcptParameters(
                Notify.parse("success,delay"), OriginalRecipient.parse("utf-8;ä@x.example")));
    Transaction asking =
        new Transaction(
            new ReversePath(Mailbox.parse("a@from.example")),
            List.of(never, success, Recipient.of(Mailbox.parse("d@x.example"))),
            100,
            Body.SEVEN_BIT,
            false,
            new MailParameters(Returned.HDRS, "QQ+2B314", -4));
    Played knows =
        new Played(plain(), "220 hi", "250-x|250-PIPELINING|250-MT-PRIORITY MIXER|250 DSN")
            .offer(asking);
    assertThat(knows.end())
        .isEqualTo(
            "MAIL FROM:<a@from.example> MT-PRIORITY=-4 RET=HDRS ENVID=QQ+2B314"
                + "|RCPT TO:<b@x.example> NOTIFY=NEVER ORCPT=rfc822;Bob+2B1@x.example"
                + "|RCPT TO:<c@x.example> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;\\x{E4}@x.example"
                + "|RCPT TO:<d@x.example>|DATA");
    Played lacks = new Played(plain(), "220 hi", "250-x|250 PIPELINING").offer(asking);
    assertThat(lacks.end())
        .isEqualTo(
            "MAIL FROM:<a@from.example>|RCPT TO:<b@x.example>|RCPT TO:<c@x.example>"
                + "|RCPT TO:<d@x.example>|DATA");
  }

  @Test
  void refusesItselfWhatTheHostCannotCarry() throws Exception {
    ReversePath sender = new ReversePath(Mailbox.parse("a@from.example"));
    List<Recipient> recipients = List.of(Recipient.of(Mailbox.parse("b@x.example")));
    Played big =
        new Played(plain(), "220 hi", FULL)
            .offer(
                new Transaction(
                    sender, recipients, 10_001, Body.SEVEN_BIT, false, MailParameters.NONE));
    assertThat(big.end()).isEqualTo("[MAIL 552 ours]");
    assertThat(big.state).isInstanceOf(State.Ready.class);
    Played eight =
        new Played(plain(), "220 hi", BARE)
            .offer(
                new Transaction(sender, recipients, 1, Body.EIGHT_BIT, false, MailParameters.NONE));
    assertThat(eight.end()).isEqualTo("[MAIL 554 ours]");
    Played utf8 =
        new Played(plain(), "220 hi", FULL)
            .offer(
                new Transaction(sender, recipients, 1, Body.SEVEN_BIT, true, MailParameters.NONE));
    assertThat(utf8.end()).isEqualTo("[MAIL 553 ours]");
    Played all =
        new Played(plain(), "220 hi", "250-x|250-8BITMIME|250 SMTPUTF8")
            .offer(
                new Transaction(sender, recipients, 1, Body.EIGHT_BIT, true, MailParameters.NONE));
    assertThat(all.end()).isEqualTo("MAIL FROM:<a@from.example> BODY=8BITMIME SMTPUTF8");
  }

  private static Transaction binary(String... recipients) {
    Transaction plain = to(recipients);
    return new Transaction(
        plain.sender(), plain.recipients(), 100, Body.BINARY, false, MailParameters.NONE);
  }

  /// BDAT follows when all replies to RCPT are there: RFC 3030 §2.
  @Test
  void sendsBinaryContentByBdat() throws Exception {
    for (boolean pipelines : List.of(true, false)) {
      String host = "250-host|250-CHUNKING|" + (pipelines ? "250-PIPELINING|" : "");
      Played played =
          new Played(plain(), "220 hi", host + "250 BINARYMIME")
              .offer(binary("b@x.example", "c@x.example"));
      played.hear("250 ok", "550 no", "250 ok");
      assertThat(played.steps.get(2)).startsWith("MAIL FROM:<a@from.example> BODY=BINARYMIME");
      assertThat(played.end()).isEqualTo("Transfer");
      assertThat(played.steps.toString()).doesNotContain("DATA").contains("RCPT TO:<c@x.example>");
      played.hear("250 got it");
      assertThat(played.end()).isEqualTo("[RCPT 550, CONTENT 250]");
      assertThat(played.state).isInstanceOf(State.Ready.class);
    }
  }

  @Test
  void sendsNoBinaryContentForNobody() throws Exception {
    String host = "250-host|250-CHUNKING|250-PIPELINING|250 BINARYMIME";
    Played played = new Played(plain(), "220 hi", host).offer(binary("b@x.example"));
    played.hear("250 ok", "550 no", "250 reset");
    assertThat(played.steps).contains("RSET").doesNotContain("Transfer");
    assertThat(played.end()).isEqualTo("[RCPT 550]");
    Played refused = new Played(plain(), "220 hi", host).offer(binary("b@x.example"));
    refused.hear("451 later", "503 no", "250 reset");
    assertThat(refused.end()).isEqualTo("[MAIL 451]");
  }

  @Test
  void refusesBinaryContentWhereTheHostTakesNone() throws Exception {
    for (String host :
        List.of("250 host", "250-host|250-8BITMIME|250 CHUNKING", "250-host|250 BINARYMIME")) {
      Played played = new Played(plain(), "220 hi", host).offer(binary("b@x.example"));
      assertThat(played.end()).isEqualTo("[MAIL 554 ours]");
    }
  }

  @Test
  void repliesOutOfTurnEndTheSession() throws Exception {
    Played played = new Played(plain(), "220 hi", FULL).offer(to("b@x.example"));
    assertThat(played.hear("354 go").end()).isEqualTo("[MAIL 451 ours] over");
    Played data = new Played(plain(), "220 hi", FULL).offer(to("b@x.example"));
    assertThat(data.hear("250 ok", "250 ok", "250 what").end()).isEqualTo("[DATA 451 ours] over");
    Played idle = new Played(plain(), "220 hi", FULL);
    assertThat(idle.hear("250 what").end()).startsWith("failed");
  }

  @Test
  void everyRecipientEndsOnceWhateverTheHostSays() {
    Seed.repeat(2000, SenderTest::anyReplies);
  }

  private static void anyReplies(RandomGenerator random) throws ReplyParser.Garbage {
    int[] codes = {220, 250, 250, 250, 354, 354, 421, 450, 550, 552, 503};
    String[] recipients = new String[1 + random.nextInt(4)];
    for (int i = 0; i < recipients.length; i++) {
      recipients[i] = "r" + i + "@x.example";
    }
    Terms terms = new Terms("us.example", random.nextBoolean(), Encryption.NONE, false, null);
    Played played =
        new Played(terms, "220 hi", random.nextBoolean() ? FULL : BARE).offer(to(recipients));
    for (int i = 0; i < 50 && !(played.last instanceof Step.Settled); i++) {
      if (random.nextInt(30) == 0) {
        played.take(
            new Turn(played.state, Sender.lost(played.state, Reply.of(451, "4.4.2", "lost"))));
      } else {
        played.hear(codes[random.nextInt(codes.length)] + " x");
      }
    }
    assertThat(played.last).isInstanceOf(Step.Settled.class);
    assertThat(((Step.Settled) played.last).results()).hasSize(recipients.length);
  }
}
