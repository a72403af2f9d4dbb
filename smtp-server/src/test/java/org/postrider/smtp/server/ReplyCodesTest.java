// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Verdict;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

/// The reply codes that users and administrators know, each as a client reads it: code, enhanced
/// status where RFC 2034 asks for one, and words that say what is wrong.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplyCodesTest {
  private static final String EHLO = "EHLO client.example";
  private static final String MAIL = "MAIL FROM:<a@b.example>";
  private static final String RCPT = "RCPT TO:<c@local.example>";

  @TempDir static Path pem;

  private TestCertificate certificate;
  private RunningServer secured;
  private RunningServer plain;

  @BeforeAll
  void start() throws Exception {
    certificate = TestCertificate.make(pem, "mx.local.example");
    certificate.write(pem.resolve("cert.pem"), pem.resolve("key.pem"));
    secured = RunningServer.startSecured(pem, limits(), policies());
    plain = RunningServer.start(limits(), policies());
  }

  @AfterAll
  void stop() throws IOException {
    secured.close();
    plain.close();
  }

  /// The least that is allowed.
  private static SessionLimits limits() {
    SessionLimits usual = RunningServer.LIMITS;
    return new SessionLimits(
        usual.connections(),
        usual.connectionsPerAddress(),
        65_536,
        100,
        usual.messages(),
        usual.errors(),
        usual.commandTimeout(),
        usual.dataTimeout(),
        usual.sessionTimeout(),
        usual.hops(),
        16_384,
        usual.priority(),
        Duration.ZERO);
  }

  private static PolicySet policies() {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        base.scram(),
        List.of(RunningServer.asked("moody", Answer.pure(ReplyCodesTest::mail))),
        base.relay(),
        List.of(RunningServer.asked("choosy", Answer.pure(ReplyCodesTest::recipient))),
        base.message());
  }

  private static Verdict mail(Mail mail) {
    return switch (String.valueOf(mail.sender().mailbox())) {
      case "later@b.example" -> Verdict.later("4.7.1", "Greylisted; try again in a minute");
      case "broken@b.example" -> throw new IllegalStateException("a plug-in's own mistake");
      default -> Verdict.pass();
    };
  }

  private static Verdict recipient(Recipient recipient) {
    return recipient.mailbox().toString().startsWith("null@")
        ? Verdict.refuse(Refusal.of(556, "5.1.10", "That domain takes no mail"))
        : Verdict.pass();
  }

  /// The reply to the last of these lines; a line may hold a whole message.
  private static String last(RunningServer running, String... lines) throws IOException {
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      String reply = "";
      for (String line : lines) {
        reply = client.ask(line);
      }
      return reply;
    }
  }

  private String onSubmission(boolean tls, String... lines) throws Exception {
    try (RunningServer.Client client =
        new RunningServer.Client(Wire.to(secured.address("submission"), certificate.client()))) {
      client.reply();
      String reply = client.ask(EHLO);
      if (tls) {
        client.ask("STARTTLS");
        client.secure();
        client.ask(EHLO);
      }
      for (String line : lines) {
        reply = client.ask(line);
      }
      return reply;
    }
  }

  private static String plainAuth(String password) {
    return "AUTH PLAIN "
        + Base64.getEncoder()
            .encodeToString(("\0alice\0" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void success() throws Exception {
    assertThat(last(plain, EHLO, MAIL)).isEqualTo("250 2.1.0 Sender OK");
    assertThat(last(plain, EHLO, MAIL, RCPT)).isEqualTo("250 2.1.5 Recipient OK");
    assertThat(last(plain, EHLO, MAIL, RCPT, "DATA"))
        .isEqualTo("354 End data with <CR><LF>.<CR><LF>");
    assertThat(last(plain, EHLO, MAIL, RCPT, "DATA", "Subject: x\r\n\r\nhello\r\n."))
        .matches("250 2\\.0\\.0 Ok: queued as [0-9A-Z]{26}");
    assertThat(onSubmission(true, plainAuth("rabbit")))
        .isEqualTo("235 2.7.0 Authentication succeeded");
  }

  @Test
  void temporary() throws IOException {
    assertThat(last(plain, "GET / HTTP/1.1")).isEqualTo("421 4.7.0 This is SMTP, not HTTP");
    assertThat(last(plain, EHLO, "MAIL FROM:<later@b.example>"))
        .isEqualTo("450 4.7.1 Greylisted; try again in a minute");
    assertThat(last(plain, EHLO, "MAIL FROM:<broken@b.example>"))
        .isEqualTo("451 4.3.0 Local problem; try again later");
    assertThat(last(plain, EHLO, "STARTTLS")).isEqualTo("454 4.7.0 TLS is not available");
    try (RunningServer.Client client = plain.connect()) {
      client.reply();
      client.ask(EHLO);
      client.ask(MAIL);
      for (int i = 0; i < 100; i++) {
        assertThat(client.ask(RCPT)).startsWith("250");
      }
      assertThat(client.ask(RCPT)).isEqualTo("452 4.5.3 Too many recipients");
    }
  }

  @Test
  void wronglySaid() throws Exception {
    assertThat(last(plain, "XYZZY")).isEqualTo("500 5.5.1 Command not recognised");
    assertThat(last(plain, EHLO, "MAIL FROM:a"))
        .startsWith("501 5.1.7 Bad sender address: ")
        .hasSizeGreaterThan("501 5.1.7 Bad sender address: ".length());
    assertThat(last(plain, EHLO, "EXPN staff")).isEqualTo("502 5.5.1 EXPN is not implemented");
    assertThat(last(plain, EHLO, "DATA")).isEqualTo("503 5.5.1 Send MAIL first");
    assertThat(onSubmission(true, "AUTH NTLM"))
        .isEqualTo("504 5.5.4 Authentication mechanism not offered");
  }

  @Test
  void notAllowed() throws Exception {
    assertThat(onSubmission(false, MAIL)).isEqualTo("530 5.7.0 Send STARTTLS first");
    assertThat(onSubmission(true, MAIL)).isEqualTo("530 5.7.0 Authentication required");
    assertThat(onSubmission(true, plainAuth("wrong"))).isEqualTo("535 5.7.8 Authentication failed");
    assertThat(onSubmission(false, plainAuth("rabbit")))
        .isEqualTo("538 5.7.11 Encryption required for authentication");
    assertThat(last(plain, EHLO, MAIL, "RCPT TO:<c@elsewhere.example>"))
        .isEqualTo("550 5.7.1 Relaying denied");
  }

  @Test
  void notTaken() throws IOException {
    assertThat(last(plain, EHLO, MAIL + " SIZE=65537"))
        .isEqualTo("552 5.3.4 Message exceeds the size limit");
    assertThat(last(plain, EHLO, "MAIL FROM:<\u00c3\u00a4@b.example>"))
        .isEqualTo("553 5.6.7 A non-ASCII address needs SMTPUTF8");
    assertThat(last(plain, EHLO, MAIL, "DATA")).isEqualTo("554 5.5.1 No valid recipients");
    assertThat(last(plain, EHLO, MAIL, RCPT, "DATA", "Subject: x\r\n\r\na\nb\r\n."))
        .isEqualTo("554 5.6.0 A line must end with CR LF, and hold neither alone");
    assertThat(last(plain, EHLO, MAIL + " COLOUR=red"))
        .isEqualTo("555 5.5.4 Parameter not recognised");
    assertThat(last(plain, EHLO, MAIL, "RCPT TO:<null@local.example>"))
        .isEqualTo("556 5.1.10 That domain takes no mail");
  }
}
