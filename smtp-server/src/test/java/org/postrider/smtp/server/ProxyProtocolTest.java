// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

/// Clients behind a host that says by a PROXY header where they are, over real connections.
class ProxyProtocolTest {
  private static final String V1 = "PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n";

  /// From 203.0.113.9 as well; command, family and fields are to be put in.
  private static final String V2 = "0d0a0d0a000d0a515549540a";

  private static final String ENDS = "cb007109c00002019c400019";
  private static final Pattern SAMPLE =
      Pattern.compile("\"(\\w+)\": \\{\\s+\"hex\": \"([0-9a-f]+)\"");

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private RunningServer running;

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  @BeforeEach
  void start() throws IOException {
    running = RunningServer.startSecured(folder, RunningServer.LIMITS, RunningServer.policies());
    trust("127.0.0.0/8", RunningServer.LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private void trust(String network, SessionLimits limits) throws IOException {
    List<Network> proxies = List.of(Network.parse(network));
    running.trust(new Trust(proxies, List.of(), List.of()), limits, RunningServer.policies());
  }

  private RunningServer.Client to(String listener) throws Exception {
    return new RunningServer.Client(Wire.to(running.address(listener), certificate.client()));
  }

  private static String latin(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static String v2(String command, String family, String rest) {
    String size = HexFormat.of().toHexDigits((short) (rest.length() / 2));
    return latin(V2 + command + family + size + rest);
  }

  /// Sends a message, and gives the connection that is told of.
  private Connection sends(RunningServer.Client client) throws IOException {
    client.ask("EHLO client.example");
    client.ask("MAIL FROM:<a@b.example>");
    client.ask("RCPT TO:<c@local.example>");
    client.ask("DATA");
    assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250 ");
    return running.told.stream()
        .flatMap(told -> told instanceof Told.Accepted taken ? Stream.of(taken) : Stream.empty())
        .findFirst()
        .orElseThrow()
        .mail()
        .hello()
        .connection();
  }

  @Test
  void theClientIsWhereTheHeaderSays() throws Exception {
    try (RunningServer.Client client = running.connect()) {
      assertThat(client.say(V1).reply()).startsWith("220 ");
      Connection connection = sends(client);
      assertThat(connection.client()).hasToString("/203.0.113.9:40000");
      assertThat(connection.server()).hasToString("/192.0.2.1:25");
      assertThat(connection.hearsay().proxy()).isEqualTo("127.0.0.1");
    }
    assertThat(running.text(running.queued().getFirst()))
        .startsWith("Received: from client.example (unknown [203.0.113.9])");
    assertThat(running.queued().getFirst().envelope().client()).isEqualTo("unknown[203.0.113.9]");
  }

  @Test
  void aHeaderMayComeOctetByOctetAndWithMoreBehindIt() throws Exception {
    try (RunningServer.Client client = running.connect()) {
      for (char octet : V1.toCharArray()) {
        client.say(String.valueOf(octet));
      }
      assertThat(client.reply()).startsWith("220 ");
    }
    try (RunningServer.Client client = running.connect()) {
      client.say(v2("21", "11", ENDS) + "EHLO client.example\r\nNOOP\r\n");
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.reply()).startsWith("250 ");
      assertThat(client.reply()).isEqualTo("250 2.0.0 OK");
      assertThat(sends(client).client()).hasToString("/203.0.113.9:40000");
    }
  }

  @Test
  void anAddressMayHaveSixteenOctets() throws Exception {
    try (RunningServer.Client client = running.connect()) {
      client.say("PROXY TCP6 2001:db8::9 2001:db8::1 40000 25\r\n").reply();
      assertThat(sends(client).client()).hasToString("/[2001:db8:0:0:0:0:0:9]:40000");
    }
  }

  /// What is known of TLS on the way to the proxy is told, and is no TLS of ours.
  @Test
  void tlsOfTheClientIsToldAndIsNotOurs() throws Exception {
    String version = "21" + "0007" + "544c5376312e33";
    String cipher = "23" + "0016" + HexFormat.of().formatHex("TLS_AES_128_GCM_SHA256".getBytes());
    String name = "22" + "0005" + "616c696365";
    String verified = "07" + "00000000" + version + cipher + name;
    String tls = "20" + HexFormat.of().toHexDigits((short) (verified.length() / 2)) + verified;
    try (RunningServer.Client client = running.connect()) {
      client.say(v2("21", "11", ENDS + tls)).reply();
      Connection connection = sends(client);
      assertThat(connection.hearsay().proxyTls())
          .isEqualTo("TLSv1.3 TLS_AES_128_GCM_SHA256, verified CN=alice");
      assertThat(connection.tls()).isEmpty();
    }
    assertThat(running.text(running.queued().getFirst()))
        .contains(" with ESMTP id ")
        .doesNotContain("using");
  }

  @Test
  void aNameThatTheProxyHasNotVerifiedIsNotTold() throws Exception {
    String fields = "07" + "00000001" + "220005616c696365";
    try (RunningServer.Client client = running.connect()) {
      client.say(v2("21", "11", ENDS + "20000d" + fields)).reply();
      assertThat(sends(client).hearsay().proxyTls()).isEqualTo("TLS");
    }
  }

  @Test
  void headersOfOthersAreRead() throws Exception {
    String samples = Files.readString(Outside.corpus("proxy/aiosmtpd-samples.json"));
    List<MatchResult> all = SAMPLE.matcher(samples).results().toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(10);
    for (MatchResult one : all) {
      String octets = latin(one.group(2));
      boolean whole = octets.charAt(0) == '\r' || octets.endsWith("\n");
      if (octets.startsWith("PROXY") || octets.startsWith(latin(V2))) {
        try (RunningServer.Client client = running.connect()) {
          client.say(whole ? octets : octets + "\r\n");
          assertThat(client.reply()).as(one.group(1)).startsWith("220 ");
        }
      }
    }
    try (RunningServer.Client client = running.connect()) {
      client.say(latin(sample(all, "TEST_V2_DATA1_EXACT"))).reply();
      assertThat(sends(client).hearsay().proxyTls())
          .isEqualTo("TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384");
    }
  }

  private static String sample(List<MatchResult> all, String name) {
    return all.stream().filter(one -> one.group(1).equals(name)).findFirst().orElseThrow().group(2);
  }

  static Stream<String> ofTheProxyItself() {
    return Stream.of(
        "PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN 203.0.113.9 192.0.2.1 40000 25\r\n",
        v2("20", "00", ""),
        v2("20", "11", ENDS),
        v2("21", "00", "030004ffffffff"),
        v2("21", "31", "2f".repeat(216)));
  }

  /// Checks of its own, and what it knows no address of.
  @ParameterizedTest
  @MethodSource
  void ofTheProxyItself(String header) throws Exception {
    try (RunningServer.Client client = running.connect()) {
      assertThat(client.say(header).reply()).startsWith("220 ");
      assertThat(sends(client).client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    }
  }

  static Stream<String> wrong() {
    return Stream.of(
        "EHLO client.example\r\n",
        "proxy TCP4 203.0.113.9 192.0.2.1 40000 25\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 40000\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 40000 25 1\r\n",
        "PROXY TCP4  203.0.113.9 192.0.2.1 40000 25\r\n",
        "PROXY TCP5 203.0.113.9 192.0.2.1 40000 25\r\n",
        "PROXY TCP4 ::1 ::1 40000 25\r\n",
        "PROXY TCP4 256.0.113.9 192.0.2.1 40000 25\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 65536 25\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 40000 25\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 40000 25" + " ".repeat(100) + "\r\n",
        "PROXY TCP4 " + "1".repeat(4_000),
        v2("11", "11", ENDS),
        v2("22", "11", ENDS),
        v2("31", "11", ENDS),
        v2("21", "12", ENDS),
        v2("21", "41", ENDS),
        v2("21", "11", "cb007109"),
        v2("21", "21", ENDS),
        v2("21", "11", ENDS + "20ffff07"),
        v2("21", "11", ENDS + "04" + "4000" + "00".repeat(0x4000)));
  }

  /// Nothing is said, and nothing taken; the log tells of it.
  @ParameterizedTest
  @MethodSource
  void wrong(String header) throws Exception {
    try (RunningServer.Client client = running.connect()) {
      client.say(header + "EHLO client.example\r\n" + V1);
      assertThat(client.reply()).isEmpty();
    }
    await().atMost(Waits.LONGEST).until(() -> !running.told.isEmpty());
    assertThat(running.refusals()).containsExactly("connection 421 4.7.0");
    Told.Refused told = (Told.Refused) running.told.getFirst();
    assertThat(told.connection().client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(told.detail()).isNotEmpty().hasSizeLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 203.0.113.9", "EHLO"})
  void aHeaderThatIsLateEndsTheConnection(String begun) throws Exception {
    SessionLimits all = RunningServer.LIMITS;
    trust("127.0.0.0/8", limits(all.connectionsPerAddress(), Duration.ofMillis(300)));
    try (RunningServer.Client client = running.connect()) {
      client.say(begun);
      assertThat(client.reply()).isEmpty();
    }
    await().atMost(Waits.LONGEST).until(() -> !running.told.isEmpty());
    assertThat(running.refusals()).containsExactly("session 421 4.4.2");
    assertThat(((Told.Refused) running.told.getFirst()).detail())
        .isEqualTo("not said: a PROXY header was awaited");
    await().atMost(Waits.LONGEST).until(() -> running.server.sessions() == 0);
  }

  private static SessionLimits limits(int perAddress, Duration command) {
    SessionLimits all = RunningServer.LIMITS;
    return new SessionLimits(
        all.connections(),
        perAddress,
        all.messageSize(),
        all.recipients(),
        all.messages(),
        all.errors(),
        command,
        all.dataTimeout(),
        all.sessionTimeout(),
        all.hops(),
        all.headerSize(),
        all.priority(),
        Duration.ZERO);
  }

  @Test
  void connectionsAreCountedByTheClientsAddress() throws Exception {
    trust("127.0.0.0/8", limits(1, Duration.ofMinutes(1)));
    try (RunningServer.Client first = running.connect();
        RunningServer.Client other = running.connect();
        RunningServer.Client second = running.connect()) {
      assertThat(first.say(V1).reply()).startsWith("220 ");
      assertThat(other.say(V1.replace("203.0.113.9", "203.0.113.10")).reply()).startsWith("220 ");
      assertThat(second.say(V1).reply()).startsWith("421 4.7.0 Too many connections");
    }
    await().atMost(Waits.LONGEST).until(() -> running.server.sessions() == 0);
    try (RunningServer.Client again = running.connect()) {
      assertThat(again.say(V1).reply()).startsWith("220 ");
    }
  }

  /// The header comes in the clear, and TLS begins behind it, be it in the same packet.
  @Test
  void implicitTlsBeginsBehindTheHeader() throws Exception {
    try (RunningServer.Client client = to("submissions")) {
      client.say(V1).secure();
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.ask("EHLO client.example")).startsWith("250 ");
    }
    SSLEngine engine = certificate.client().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] header = V1.getBytes(StandardCharsets.US_ASCII);
    byte[] both = new byte[header.length + hello.position()];
    System.arraycopy(header, 0, both, 0, header.length);
    System.arraycopy(hello.array(), 0, both, header.length, hello.position());
    try (Wire wire = Wire.to(running.address("submissions"), null)) {
      wire.send(both, 0, both.length);
      assertThat(wire.receive()).isEqualTo(22); // RFC 8446 §5.1: a handshake record
    }
  }

  @Test
  void theAddressIsKeptWhenTlsBegins() throws Exception {
    try (RunningServer.Client client = to("mx")) {
      client.say(V1).reply();
      client.ask("EHLO client.example");
      client.ask("STARTTLS");
      client.secure();
      Connection connection = sends(client);
      assertThat(connection.client()).hasToString("/203.0.113.9:40000");
      assertThat(connection.tls()).startsWith("TLSv1.3 ");
      assertThat(connection.hearsay().proxy()).isEqualTo("127.0.0.1");
    }
  }

  /// Who is not in the list is a client, whatever it says of itself.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2", "10.0.0.0/8", "::1"})
  void othersAreNotBelieved(String trusted) throws Exception {
    trust(trusted, RunningServer.LIMITS);
    try (RunningServer.Client client = running.connect()) {
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.ask(V1.strip())).startsWith("500 ");
      assertThat(sends(client).client().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    }
  }

  /// One header, and no second.
  @Test
  void aSecondHeaderIsACommandLikeAnyOther() throws Exception {
    try (RunningServer.Client client = running.connect()) {
      client.say(V1 + V1.replace("203.0.113.9", "203.0.113.10"));
      assertThat(client.reply()).startsWith("220 ");
      assertThat(client.reply()).startsWith("500 ");
      assertThat(sends(client).client()).hasToString("/203.0.113.9:40000");
    }
  }
}
