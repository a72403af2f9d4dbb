// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.EximServer;
import org.postrider.testkit.Outside;
import org.postrider.testkit.PostfixServer;
import org.postrider.testkit.Waits;

/// The built program behind others: swaks plays a balancer and a proxy, a real Postfix hands on
/// what it was sent, by SMTP and by LMTP, and so do a real Exim and another gateway.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandedOnTest {
  private static final String BALANCER = "127.0.0.2";

  @TempDir private static Path directory;
  private final int balanced = BuiltServer.freePort();
  private final int inner = BuiltServer.freePort();
  private final int lmtp = BuiltServer.freePort();
  private final int before = BuiltServer.freePort();
  private final int postfix = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    running.add(BuiltServer.configured(directory.resolve("home"), inner, home())).start();
    running.add(BuiltServer.configured(directory.resolve("before"), before, before())).start();
  }

  private String home() {
    return """
    hostname = "mx.home.test"
    [[listener]]
    name = "inner"
    kind = "mx"
    address = "127.0.0.1:%d"
    xclient = ["127.0.0.1"]
    xforward = ["127.0.0.1"]
    [[listener]]
    name = "balanced"
    kind = "mx"
    address = "127.0.0.1:%d"
    proxy-protocol = ["127.0.0.2"]
    [[listener]]
    name = "lmtp"
    kind = "mx"
    protocol = "lmtp"
    address = "127.0.0.1:%d"
    xforward = ["127.0.0.1"]
    [[route]]
    domains = ["home.test", "lmtp.test"]
    hop = "maildir"
    directory = "mail"
    [admin]
    address = "127.0.0.1:%d"
    [log]
    mail = "mail.log"
    [plugins.relay]
    local = ["home.test", "lmtp.test"]
    """
        .formatted(inner, balanced, lmtp, BuiltServer.freePort());
  }

  private String before() {
    return """
    hostname = "mx.before.test"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:%d"
    [[route]]
    domains = ["lmtp.test"]
    hop = "lmtp"
    hosts = ["127.0.0.1:%d"]
    [admin]
    address = "127.0.0.1:%d"
    [plugins.relay]
    relay = ["lmtp.test"]
    """
        .formatted(before, lmtp, BuiltServer.freePort());
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private static Command swaks(int port, String mark, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--from", "ann@b.example"));
    all.addAll(List.of("--header", "Message-ID: <" + mark + "@b.example>"));
    all.addAll(List.of(options));
    return Command.swaks(port, all.toArray(String[]::new));
  }

  private static String arrived(String mark) throws IOException {
    return new Arrivals(directory.resolve("home/mail")).once(mark);
  }

  /// The line about what was accepted that has these words in it.
  private static String accepted(String words) throws IOException {
    Path log = directory.resolve("home/mail.log");
    await().atMost(Waits.LONGEST).until(() -> Files.readString(log).contains(words));
    return Files.readString(log)
        .lines()
        .filter(line -> line.contains("\"event\":\"accepted\"") && line.contains(words))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aBalancerSaysWhereTheClientIs(String version) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of("--local-interface", BALANCER, "--to", "bob" + version + "@home.test"));
    options.addAll(List.of("--proxy-version", version));
    options.addAll(List.of("--proxy-family", version.equals("1") ? "TCP4" : "AF_INET"));
    options.addAll(List.of("--proxy-source", "203.0.113.9", "--proxy-source-port", "40000"));
    options.addAll(List.of("--proxy-dest", "192.0.2.1", "--proxy-dest-port", "25"));
    Command sent = swaks(balanced, "proxy" + version, options.toArray(String[]::new));
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(arrived("proxy" + version)).contains("(unknown [203.0.113.9])");
    assertThat(accepted("bob" + version + "@home.test"))
        .contains("\"client\":\"203.0.113.9\"", "\"proxy\":\"127.0.0.2\"");
  }

  /// Who is not a balancer cannot say so, and a balancer must.
  @Test
  void othersSayNothingOfTheKind() throws Exception {
    try (Talk talk = Talk.from("127.0.0.3", balanced)) {
      assertThat(talk.ask("PROXY TCP4 203.0.113.9 192.0.2.1 40000 25")).startsWith("500 ");
      talk.ask("EHLO client.example");
      assertThat(talk.ask("XCLIENT ADDR=203.0.113.9")).startsWith("550 5.7.0 ");
    }
    try (Talk talk = Talk.silent(BALANCER, balanced)) {
      assertThat(talk.ask("EHLO client.example")).isEmpty();
    }
    try (Talk talk = Talk.from("127.0.0.3", inner)) {
      talk.ask("EHLO client.example");
      assertThat(talk.ask("XCLIENT ADDR=203.0.113.9 LOGIN=root")).startsWith("550 5.7.0 ");
      assertThat(talk.ask("XFORWARD ADDR=203.0.113.9")).startsWith("550 5.7.0 ");
    }
  }

  @Test
  void aProxySaysWhoseSessionItIs() throws Exception {
    Command sent =
        swaks(
            inner,
            "xclient",
            "--to",
            "xclient@home.test",
            "--xclient-addr",
            "IPV6:2001:db8::9",
            "--xclient-name",
            "spike.example",
            "--xclient-port",
            "40000",
            "--xclient-login",
            "carol");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(arrived("xclient"))
        .contains("(spike.example [IPv6:2001:db8:0:0:0:0:0:9])", "with ESMTPA");
    assertThat(accepted("xclient@home.test"))
        .contains("\"xclient\":\"127.0.0.1\"", "\"account\":\"carol\"");
  }

  @Test
  void postfixHandsOnWhatItWasSent() throws Exception {
    String settings =
        """
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtp_send_xforward_command = yes
        lmtp_send_xforward_command = yes
        transport_maps = inline:{
            {home.test=smtp:[127.0.0.1]:%d},
            {lmtp.test=lmtp:inet:127.0.0.1:%d} }
        """
            .formatted(inner, lmtp);
    running.add(
        PostfixServer.start(
            directory.resolve("postfix"), new InetSocketAddress("127.0.0.1", postfix), settings));
    Command sent =
        swaks(
            postfix,
            "postfix",
            "--local-interface",
            "127.0.0.4",
            "--to",
            "postfix@home.test,one@lmtp.test,two@lmtp.test,none@home.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(accepted("postfix@home.test"))
        .contains("\"client\":\"127.0.0.1\"", "\"forwarded\":{\"addr\":\"127.0.0.4\"");
    assertThat(accepted("one@lmtp.test")).contains("two@lmtp.test", "\"addr\":\"127.0.0.4\"");
    Path log = directory.resolve("postfix/log");
    await()
        .atMost(Waits.LONGEST)
        .until(() -> Files.readString(log).split("status=sent", -1).length == 5);
  }

  /// Exim sends by BDAT where it can, and its log says so by a K.
  @Test
  void eximHandsOnByChunks() throws Exception {
    String settings =
        """
        acl_smtp_rcpt = accept
        dsn_advertise_hosts = *
        begin routers
        all:
          driver = manualroute
          route_list = * 127.0.0.1
          self = send
          transport = inner
        begin transports
        inner:
          driver = smtp
          port = %d
        """
            .formatted(inner);
    EximServer exim =
        running.add(
            EximServer.start(
                directory.resolve("exim"),
                new InetSocketAddress("127.0.0.1", BuiltServer.freePort()),
                settings));
    String session =
        """
        EHLO client.example
        MAIL FROM:<ann@b.example> RET=HDRS ENVID=QQ+2B1
        RCPT TO:<exim@home.test> NOTIFY=SUCCESS ORCPT=rfc822;Exim@home.test
        DATA
        Message-ID: <exim@b.example>

        .. begins with a dot
        .
        QUIT
        """;
    Command sent = Command.run(session.replace("\n", "\r\n"), exim.session());
    assertThat(sent.output()).contains("250 OK id=");
    assertThat(arrived("exim")).contains("from exim.test", "\n. begins with a dot\n");
    await().atMost(Waits.LONGEST).until(() -> exim.log().contains(" => exim@home.test"));
    assertThat(exim.log()).containsPattern(" => exim@home.test .* K .*250 2.0.0 Ok: queued as");
    Path log = directory.resolve("home/mail.log");
    await()
        .atMost(Waits.LONGEST)
        .until(() -> Files.readString(log).contains("\"event\":\"notified\""));
  }

  @Test
  void clientsOfLmtpHearOfEachRecipient() throws Exception {
    Command sent =
        swaks(lmtp, "swaks", "--protocol", "LMTP", "--to", "three@lmtp.test,four@lmtp.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(sent.output().split("Ok: queued as", -1)).hasSize(3);
    Command many =
        Command.run(
            "",
            List.of(
                Outside.program("smtp-source").toString(),
                "-L",
                "-m",
                "20",
                "-s",
                "4",
                "-r",
                "5",
                "-t",
                "many@lmtp.test",
                "127.0.0.1:" + lmtp));
    assertThat(many.status()).as(many.output()).isZero();
    assertThat(accepted("2many@lmtp.test")).contains("5many@lmtp.test");
  }

  @Test
  void anotherGatewayDeliversByLmtp() throws Exception {
    Command sent = swaks(before, "hop", "--to", "five@lmtp.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(arrived("hop")).contains("from mx.before.test", " with LMTP id ");
  }
}
