// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ClientSession;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

/// Clients that say by XCLIENT or XFORWARD where others are, and others that try to.
class SpeakingForOthersTest {
  private static final String EHLO = "EHLO client.example";
  private static final List<Network> HERE = List.of(Network.parse("127.0.0.0/8"));
  private static final String XCLIENT = "XCLIENT NAME=spike.example ADDR=203.0.113.9 PORT=40000";

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private final List<ClientSession> sessions = new CopyOnWriteArrayList<>();
  private RunningServer running;

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  @BeforeEach
  void start() throws IOException {
    running = RunningServer.startSecured(folder, RunningServer.LIMITS, policies());
    trust(new Trust(List.of(), HERE, HERE));
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private void trust(Trust trust) throws IOException {
    running.trust(trust, RunningServer.LIMITS, policies());
  }

  private PolicySet policies() {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        List.of(RunningServer.asked("door", Answer.pure(this::connection))),
        base.hello(),
        base.password(),
        base.scram(),
        base.mail(),
        base.relay(),
        base.recipient(),
        base.message());
  }

  private Verdict connection(Connection connection) {
    sessions.add(connection.session());
    return connection.client().getAddress().getHostAddress().equals("203.0.113.66")
        ? Verdict.refuse("5.7.1", "Not you")
        : Verdict.pass();
  }

  private RunningServer.Client greeted() throws IOException {
    RunningServer.Client client = running.connect();
    client.reply();
    client.ask(EHLO);
    return client;
  }

  private RunningServer.Client to(String listener) throws Exception {
    RunningServer.Client client =
        new RunningServer.Client(Wire.to(running.address(listener), certificate.client()));
    if (listener.equals("submissions")) {
      client.secure();
    }
    client.reply();
    client.ask(EHLO);
    return client;
  }

  /// Sends a message, and gives the connection that is told of.
  private Connection sends(RunningServer.Client client) throws IOException {
    client.ask("MAIL FROM:<a@b.example>");
    client.ask("RCPT TO:<c@local.example>");
    client.ask("DATA");
    assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250 ");
    return running.told.stream()
        .flatMap(told -> told instanceof Told.Accepted taken ? Stream.of(taken) : Stream.empty())
        .toList()
        .getLast()
        .mail()
        .hello()
        .connection();
  }

  @Test
  void theSessionBeginsAgainAsThatOfTheOther() throws Exception {
    try (RunningServer.Client client = greeted()) {
      String said = XCLIENT + " DESTADDR=192.0.2.1 DESTPORT=25 HELO=spike.example PROTO=ESMTP";
      assertThat(client.ask(said)).isEqualTo("220 mx.local.example ESMTP");
      assertThat(client.ask("MAIL FROM:<a@b.example>")).isEqualTo("503 5.5.1 Send EHLO first");
      client.ask("EHLO spike.example");
      Connection connection = sends(client);
      assertThat(connection.client()).hasToString("/203.0.113.9:40000");
      assertThat(connection.server()).hasToString("/192.0.2.1:25");
      assertThat(connection.hearsay().xclient()).isEqualTo("127.0.0.1");
      assertThat(connection.hearsay().name()).isEqualTo("spike.example");
    }
    assertThat(running.text(running.queued().getFirst()))
        .startsWith("Received: from spike.example (spike.example [203.0.113.9])");
    assertThat(running.queued().getFirst().envelope().client())
        .isEqualTo("spike.example[203.0.113.9]");
    assertThat(sessions).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void whatIsNotSaidAgainStays() throws Exception {
    try (RunningServer.Client client = greeted()) {
      assertThat(client.ask("XCLIENT ADDR=IPV6:2001:db8::9")).startsWith("220 ");
      assertThat(client.ask("XCLIENT NAME=spike.example PORT=1")).startsWith("220 ");
      client.ask(EHLO);
      Connection connection = sends(client);
      assertThat(connection.client()).hasToString("/[2001:db8:0:0:0:0:0:9]:1");
      assertThat(connection.hearsay().name()).isEqualTo("spike.example");
    }
  }

  /// Whoever is not known must not have the rights of whoever says so.
  @ParameterizedTest
  @ValueSource(strings = {"[UNAVAILABLE]", "[tempunavail]", "+5BUNAVAILABLE+5D"})
  void anAddressThatIsNotKnownIsNobodys(String unknown) throws Exception {
    try (RunningServer.Client client = greeted()) {
      client.ask("XCLIENT ADDR=" + unknown);
      client.ask(EHLO);
      assertThat(sends(client).client().getAddress().getHostAddress()).isEqualTo("0.0.0.0");
    }
  }

  @Test
  void policyIsAskedAboutTheOther() throws Exception {
    try (RunningServer.Client client = greeted()) {
      assertThat(client.ask("XCLIENT ADDR=203.0.113.66")).isEqualTo("554 5.7.1 Not you");
    }
    assertThat(running.refusals()).containsExactly("connection 554 5.7.1");
  }

  @Test
  void theOtherHasTheRightsOfItsAccount() throws Exception {
    String elsewhere = "RCPT TO:<c@elsewhere.example>";
    try (RunningServer.Client client = greeted()) {
      client.ask(XCLIENT + " LOGIN=alice+2B1");
      client.ask(EHLO);
      client.ask("MAIL FROM:<a@b.example>");
      assertThat(client.ask(elsewhere)).startsWith("250 ");
      client.ask("RSET");
      client.ask("XCLIENT ADDR=203.0.113.10");
      client.ask(EHLO);
      client.ask("MAIL FROM:<a@b.example>");
      assertThat(client.ask(elsewhere)).startsWith("550 5.7.1 ");
    }
  }

  /// The account of the host that speaks is not that of whom it speaks of.
  @Test
  void anAccountIsNotHandedOn() throws Exception {
    try (RunningServer.Client client = to("submissions")) {
      assertThat(client.ask("AUTH PLAIN AGFsaWNlAHJhYmJpdA==")).startsWith("235 ");
      assertThat(client.ask(XCLIENT)).startsWith("220 ");
      client.ask(EHLO);
      assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("530 5.7.0 Authentication");
      assertThat(client.ask(XCLIENT + " LOGIN=bob")).startsWith("220 ");
      client.ask(EHLO);
      assertThat(sends(client).client()).hasToString("/203.0.113.9:40000");
    }
  }

  @Test
  void nothingIsTakenInTheClearWhereUsersAre() throws Exception {
    try (RunningServer.Client client = to("submission")) {
      assertThat(client.ask(XCLIENT + " LOGIN=bob")).isEqualTo("530 5.7.0 Send STARTTLS first");
      assertThat(client.ask("XFORWARD ADDR=a")).isEqualTo("530 5.7.0 Send STARTTLS first");
    }
  }

  @Test
  void whatWasSaidInTheClearIsForgottenUnderTls() throws Exception {
    try (RunningServer.Client client = to("mx")) {
      client.ask(XCLIENT + " LOGIN=alice");
      client.ask(EHLO);
      client.ask("XFORWARD ADDR=192.0.2.77");
      client.ask("STARTTLS");
      client.secure();
      client.ask(EHLO);
      client.ask("MAIL FROM:<a@b.example>");
      assertThat(client.ask("RCPT TO:<c@elsewhere.example>")).startsWith("550 5.7.1 ");
      client.ask("RSET");
      Connection connection = sends(client);
      assertThat(connection.client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(connection.hearsay().xclient()).isEmpty();
      assertThat(connection.session()).isSameAs(sessions.getLast());
      assertThat(connection.hearsay().forwarded()).isEmpty();
    }
  }

  @Test
  void notInATransaction() throws Exception {
    try (RunningServer.Client client = greeted()) {
      client.ask("MAIL FROM:<a@b.example>");
      assertThat(client.ask(XCLIENT)).startsWith("503 5.5.1 ");
      assertThat(client.ask("XFORWARD ADDR=a")).startsWith("503 5.5.1 ");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("BDAT 0");
      assertThat(client.ask(XCLIENT)).startsWith("503 5.5.1 ");
      client.ask("RSET");
      assertThat(client.ask(XCLIENT)).startsWith("220 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2", "10.0.0.0/8", "0.0.0.0", "203.0.113.9"})
  void othersAreNotBelieved(String trusted) throws Exception {
    List<Network> networks = List.of(Network.parse(trusted));
    trust(new Trust(List.of(), networks, networks));
    try (RunningServer.Client client = greeted()) {
      assertThat(client.ask(XCLIENT))
          .isEqualTo("550 5.7.0 You are not trusted to speak for others");
      assertThat(client.ask("XFORWARD ADDR=a")).startsWith("550 5.7.0 ");
      assertThat(sends(client).client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    }
    assertThat(running.refusals()).containsExactly("session 550 5.7.0", "session 550 5.7.0");
  }

  /// What is granted to the balancer's address is not granted to clients behind it, nor may one who
  /// is trusted make others so.
  @Test
  void trustGoesByTheClientsOwnAddress() throws Exception {
    trust(new Trust(HERE, HERE, HERE));
    try (RunningServer.Client client = running.connect()) {
      client.say("PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n").reply();
      client.ask(EHLO);
      assertThat(client.ask("XCLIENT ADDR=127.0.0.1")).startsWith("550 5.7.0 ");
    }
    List<Network> other = List.of(Network.parse("203.0.113.9"));
    trust(new Trust(List.of(), HERE, other));
    try (RunningServer.Client client = greeted()) {
      client.ask(XCLIENT);
      client.ask(EHLO);
      assertThat(client.ask("XFORWARD ADDR=a")).startsWith("550 5.7.0 ");
      assertThat(client.ask(XCLIENT)).startsWith("220 "); // who speaks is the same still
    }
  }

  @Test
  void whereAMessageIsFromIsToldAndNothingElse() throws Exception {
    try (RunningServer.Client client = greeted()) {
      assertThat(client.ask("XFORWARD NAME=spike.example ADDR=203.0.113.66 SOURCE=REMOTE"))
          .isEqualTo("250 2.0.0 Noted");
      assertThat(client.ask("XFORWARD IDENT=4711 NAME=[UNAVAILABLE]")).startsWith("250 ");
      Connection connection = sends(client);
      assertThat(connection.client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(connection.hearsay().name()).isEmpty();
      assertThat(connection.hearsay().forwarded())
          .isEqualTo(Map.of("addr", "203.0.113.66", "source", "REMOTE", "ident", "4711"));
      assertThat(sends(client).hearsay().forwarded()).isEmpty();
    }
    assertThat(running.text(running.queued().getFirst())).doesNotContain("203.0.113.66");
  }

  @Test
  void whereAMessageIsFromIsForgottenWithIt() throws Exception {
    try (RunningServer.Client client = greeted()) {
      client.ask("XFORWARD ADDR=203.0.113.66");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RSET");
      assertThat(sends(client).hearsay().forwarded()).isEmpty();
      client.ask("XFORWARD ADDR=203.0.113.66");
      client.ask(XCLIENT);
      client.ask(EHLO);
      assertThat(sends(client).hearsay().forwarded()).isEmpty();
    }
  }
}
