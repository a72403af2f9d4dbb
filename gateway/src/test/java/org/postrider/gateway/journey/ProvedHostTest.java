// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.SignedZone;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;

/// Two built gateways and a signed zone: one sends only to hosts that DANE proves, the other is
/// such a host under one name, and under another it is not.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvedHostTest {
  @TempDir private static Path directory;
  private final int first = BuiltServer.freePort();
  private final int second = BuiltServer.freePort();
  private final Running running = new Running();
  private BuiltServer sending;

  @BeforeAll
  void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, "mx.second.test");
    certificate.write(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    Path folder = Files.createDirectory(directory.resolve("dns"));
    SignedZone zone = SignedZone.key(folder, "test");
    Files.writeString(directory.resolve("anchor.ds"), zone.ds() + "\n");
    byte[] key = certificate.certificate().getPublicKey().getEncoded();
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    String records = host("right", digest) + host("wrong", "ab".repeat(32));
    String text = zone.sign(NameServer.zoneText("test", records));
    NameServer dns = running.add(NameServer.startWhole(folder, Map.of("test", text)));
    sending = running.add(sending(dns.address().getPort()));
    BuiltServer receiving = running.add(receiving());
    sending.start();
    receiving.start();
  }

  private String host(String domain, String digest) {
    return """
    %1$s MX 10 mx.%1$s
    mx.%1$s A 127.0.0.1
    _%2$d._tcp.mx.%1$s TLSA 3 1 1 %3$s
    """
        .formatted(domain, second, digest);
  }

  private BuiltServer sending(int resolver) throws IOException {
    return BuiltServer.configured(
        directory.resolve("first"),
        first,
        """
        hostname = "mx.first.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [delivery]
        resolvers = ["127.0.0.1:%d"]
        dnssec = "validate"
        trust-anchors = "%s"
        [[route]]
        domains = ["*"]
        hop = "mx"
        port = %d
        tls = "dane"
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "mail.log"
        [plugins.relay]
        relay = ["right.test", "wrong.test"]
        """
            .formatted(
                first, resolver, directory.resolve("anchor.ds"), second, BuiltServer.freePort()));
  }

  private BuiltServer receiving() throws IOException {
    return BuiltServer.configured(
        directory.resolve("second"),
        second,
        """
        hostname = "mx.second.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [tls]
        certificate = "%s"
        key = "%s"
        [[route]]
        domains = ["*"]
        hop = "maildir"
        directory = "mail"
        [admin]
        address = "127.0.0.1:%d"
        [plugins.relay]
        local = ["right.test", "wrong.test"]
        """
            .formatted(
                second,
                directory.resolve("cert.pem"),
                directory.resolve("key.pem"),
                BuiltServer.freePort()));
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private void send(String to, String mark) throws Exception {
    Command sent =
        Command.swaks(
            first,
            "--from",
            "ann@home.example",
            "--to",
            to,
            "--header",
            "Message-Id: <" + mark + "@b.example>");
    assertThat(sent.status()).as(sent.output()).isZero();
  }

  /// The line of the mail log about an attempt for a recipient.
  private String line(String event, String to) {
    Path log = directory.resolve("first/mail.log");
    String[] line = {""};
    await()
        .atMost(Waits.LONGEST)
        .until(() -> {
          line[0] =
              Files.readString(log)
                  .lines()
                  .filter(each -> each.contains("\"event\":\"" + event + "\""))
                  .filter(each -> each.contains("\"to\":\"" + to + "\""))
                  .findFirst()
                  .orElse("");
          return !line[0].isEmpty();
        });
    return line[0];
  }

  @Test
  void aHostThatIsProvedGetsTheMail() throws Exception {
    send("bob@right.test", "proved");
    assertThat(new Arrivals(directory.resolve("second")).once("proved")).contains("with ESMTPS");
    assertThat(line("delivered", "bob@right.test"))
        .contains("\"tls\":\"TLSv1.3 ")
        .contains("\"security\":\"dane\"");
  }

  @Test
  void whatProvesAHostIsExplained() throws Exception {
    assertThat(Command.run("", sending.command("explain", "bob@right.test")).output())
        .contains("host: 10 mx.right.test at 127.0.0.1 port " + second)
        .contains("proved by DANE, by the TLSA records of _" + second + "._tcp.mx.right.test");
  }

  @Test
  void forAnotherItWaits() throws Exception {
    send("bob@wrong.test", "unproved");
    assertThat(line("deferred", "bob@wrong.test"))
        .contains("454 4.7.5 DANE, by the TLSA records of _" + second + "._tcp.mx.wrong.test")
        .contains("the host's certificate fits none of them")
        .doesNotContain("\"security\"");
    assertThat(Command.run("", sending.command("queue", "list")).output())
        .contains("bob@wrong.test");
  }
}
