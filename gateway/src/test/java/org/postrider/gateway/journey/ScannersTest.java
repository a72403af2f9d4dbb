// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.ClamDaemon;
import org.postrider.testkit.Conduit;
import org.postrider.testkit.RspamDaemon;
import org.postrider.testkit.SpamDaemon;

/// The built program with three real scanners behind it, each of which stalls, is cut off and is
/// killed in the midst of a message: the client is asked to come back, and when it has, the message
/// is there once and whole.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScannersTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LONG = "0123456789".repeat(7) + "\r\n";

  enum Scanner {
    CLAMD,
    SPAMD,
    RSPAMD
  }

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final Running running = new Running();
  private final List<Conduit> conduits = new ArrayList<>();
  private ClamDaemon clamd;
  private SpamDaemon spamd;
  private RspamDaemon rspamd;
  private int sent;

  @BeforeAll
  void start() throws Exception {
    clamd = running.add(ClamDaemon.start(fresh("clamd")));
    spamd = running.add(SpamDaemon.start(fresh("spamd")));
    rspamd = running.add(RspamDaemon.start(fresh("rspamd")));
    conduits.add(running.add(Conduit.to(clamd.address())));
    conduits.add(running.add(Conduit.to(spamd.address())));
    conduits.add(running.add(Conduit.to(rspamd.address())));
    running.add(BuiltServer.keeping(fresh("gateway"), mx, "home.test", configuration())).start();
  }

  private static Path fresh(String name) throws IOException {
    return Files.createTempDirectory(directory, name);
  }

  private String configuration() {
    return """
    [plugins.access]
    rules = ["deny sender @bad.example Not from there"]
    sender-domain = false
    [plugins.dnsbl]
    clients = ["bl.example"]
    [plugins.greylist]
    friends = ["127.0.0.0/8"]
    [plugins.limits]
    limits = ["100000 messages per address in 1h"]
    [plugins.clamd]
    servers = ["127.0.0.1:%d"]
    deadline = "3s"
    [plugins.spamd]
    servers = ["127.0.0.1:%d"]
    deadline = "3s"
    [plugins.rspamd]
    servers = ["127.0.0.1:%d"]
    deadline = "3s"
    [log]
    mail = "mail.log"
    """
        .formatted(
            conduits.get(0).address().getPort(),
            conduits.get(1).address().getPort(),
            conduits.get(2).address().getPort());
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  @BeforeEach
  void pass() {
    conduits.forEach(Conduit::pass);
  }

  private Conduit conduit(Scanner scanner) {
    return conduits.get(scanner.ordinal());
  }

  /// Sends a message of about 300 KB, and gives what is said of it.
  private String send(String mark, String body) throws IOException {
    try (Talk talk = Talk.with(mx)) {
      talk.ask("EHLO client.example");
      talk.ask("MAIL FROM:<a@b.example>");
      assertThat(talk.ask("RCPT TO:<c@home.test>")).startsWith("250");
      assertThat(talk.ask("DATA")).startsWith("354");
      return talk.ask(
          "Message-ID: <%s@b.example>\r\nFrom: a@b.example\r\nSubject: hello\r\n\r\n%s\r\n%s."
              .formatted(mark, body, LONG.repeat(4_000)));
    }
  }

  private String newMark() {
    sent++;
    return "m" + sent;
  }

  /// As a client does: again and again, until it is taken.
  private void sendUntilTaken(String mark) {
    await().atMost(SOON).until(() -> send(mark, "all").startsWith("250"));
  }

  private void assertArrivedOnceAndWhole(String mark) throws IOException {
    assertThat(new Arrivals(directory).once(mark))
        .contains("\nX-Spam-Status: No")
        .endsWith("\n\nall\n" + LONG.replace("\r\n", "\n").repeat(4_000));
  }

  @Test
  void whatIsDeniedIsNotEvenShownToThem() throws Exception {
    try (Talk talk = Talk.with(mx)) {
      talk.ask("EHLO client.example");
      assertThat(talk.ask("MAIL FROM:<a@bad.example>")).isEqualTo("550 5.7.1 Not from there");
      assertThat(talk.ask("MAIL FROM:<a@good.example>")).startsWith("250");
    }
  }

  @Test
  void eachOfThemHasItsSay() throws Exception {
    assertThat(send(newMark(), ClamDaemon.MALWARE))
        .isEqualTo("550 5.7.1 Message contains malware: Postrider.Malware.UNOFFICIAL");
    assertThat(send(newMark(), SpamDaemon.FILTH)).isEqualTo("550 5.7.1 Message looks like spam");
    assertThat(send(newMark(), "points 15")).isEqualTo("550 5.7.1 Message looks like spam");
    assertThat(send(newMark(), "soft")).isEqualTo("451 4.7.1 Come back at tea time");
    String mark = newMark();
    sendUntilTaken(mark);
    assertArrivedOnceAndWhole(mark);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatStallsInTheMiddleDelaysMailAndLosesNone(Scanner scanner) throws Exception {
    conduit(scanner).stallAfter(100_000);
    String mark = newMark();
    assertThat(send(mark, "all")).isEqualTo("451 4.3.0 Local problem; try again later");
    conduit(scanner).pass();
    sendUntilTaken(mark);
    assertArrivedOnceAndWhole(mark);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatIsCutOffInTheMiddleDelaysMailAndLosesNone(Scanner scanner) throws Exception {
    conduit(scanner).cutAfter(100_000);
    String mark = newMark();
    assertThat(send(mark, "all")).startsWith("451 4.3.0");
    conduit(scanner).pass();
    sendUntilTaken(mark);
    assertArrivedOnceAndWhole(mark);
  }

  @Test
  void oneThatIsKilledDelaysMailUntilItIsBack() throws Exception {
    rspamd.kill();
    String mark = newMark();
    assertThat(send(mark, "all")).startsWith("451 4.3.0");
    rspamd = running.add(RspamDaemon.start(fresh("rspamd")));
    conduit(Scanner.RSPAMD).leadTo(rspamd.address());
    sendUntilTaken(mark);
    assertArrivedOnceAndWhole(mark);
    clamd.kill();
    String second = newMark();
    assertThat(send(second, "all")).startsWith("451 4.3.0");
    clamd = running.add(ClamDaemon.start(fresh("clamd")));
    conduit(Scanner.CLAMD).leadTo(clamd.address());
    sendUntilTaken(second);
    assertArrivedOnceAndWhole(second);
  }
}
