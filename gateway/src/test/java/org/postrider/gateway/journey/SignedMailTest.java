// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.TestCertificate;

/// Two built gateways and a real name server: one signs what its users send, with keys that it has
/// made itself, the other asks whom mail is from.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedMailTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String FORGER = "127.0.0.2";
  private static final Pattern RECORD = Pattern.compile("(?m)^\\S+\\._domainkey\\.\\S+ IN TXT .*$");
  private static final Pattern KEY = Pattern.compile("\"home\\.test \\S+ \\S+\"");

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int submission = BuiltServer.freePort();
  private final int second = BuiltServer.freePort();
  private final Running running = new Running();
  private BuiltServer first;

  @BeforeAll
  void start() throws Exception {
    TestCertificate.make(directory, "mx.home.test")
        .write(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    BuiltServer without = first(List.of(), 53);
    List<String> records = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (String kind : List.of("rsa", "ed25519")) {
      Command made = Command.run("", without.command("dkim", "new", "home.test", kind));
      assertThat(made.status()).as(made.output()).isZero();
      records.add(found(RECORD, made));
      keys.add(found(KEY, made));
    }
    NameServer dns =
        running.add(
            NameServer.start(
                Files.createDirectory(directory.resolve("dns")),
                Map.of(
                    "test",
                    """
                    home IN TXT "v=spf1 ip4:127.0.0.1 -all"
                    _dmarc.home IN TXT "v=DMARC1; p=reject"
                    plain IN A 127.0.0.1
                    """
                        + String.join("\n", records)
                        + "\n")));
    int resolver = dns.address().getPort();
    first = running.add(first(keys, resolver));
    Command added =
        Command.run(PASSWORD + "\n", first.command("user", "add", "ann", "--password-stdin"));
    assertThat(added.status()).as(added.output()).isZero();
    BuiltServer other = running.add(second(resolver));
    first.start();
    other.start();
  }

  private static String found(Pattern pattern, Command command) {
    Matcher found = pattern.matcher(command.output());
    assertThat(found.find()).as(command.output()).isTrue();
    return found.group();
  }

  private BuiltServer first(List<String> keys, int resolver) throws Exception {
    return BuiltServer.keeping(
        directory.resolve("first"),
        mx,
        "home.test",
        """
        [[listener]]
        name = "submission"
        kind = "submission"
        address = "127.0.0.1:%d"
        [tls]
        certificate = "%s"
        key = "%s"
        [delivery]
        resolvers = ["127.0.0.1:%d"]
        [[route]]
        domains = ["second.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        tls = "none"
        [plugins.users]
        [plugins.dkim-sign]
        keys = [%s]
        """
            .formatted(
                submission,
                directory.resolve("cert.pem"),
                directory.resolve("key.pem"),
                resolver,
                second,
                String.join(", ", keys)));
  }

  private BuiltServer second(int resolver) throws Exception {
    return BuiltServer.keeping(
        directory.resolve("second"),
        second,
        "second.test",
        """
        [delivery]
        resolvers = ["127.0.0.1:%d"]
        [plugins.mail-auth]
        name = "mx.second.test"
        dmarc = "enforce"
        """
            .formatted(resolver));
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private String arrived(String mark) throws Exception {
    return new Arrivals(directory.resolve("second")).once(mark);
  }

  @Test
  void dnsHasWhatTheGatewaySignsWith() throws Exception {
    Command checked = Command.run("", first.command("dkim", "check"));
    assertThat(checked.status()).as(checked.output()).isZero();
    assertThat(checked.output()).contains("rsa\tsigns\tok").contains("ed25519\tsigns\tok");
  }

  @Test
  void whatAUserSendsIsKnownToBeHers() throws Exception {
    Command sent =
        Command.swaks(
            submission,
            "--tls",
            "--auth",
            "PLAIN",
            "--auth-user",
            "ann",
            "--auth-password",
            PASSWORD,
            "--from",
            "ann@home.test",
            "--to",
            "bob@second.test",
            "--header",
            "Message-Id: <signed@b.example>");
    assertThat(sent.status()).as(sent.output()).isZero();
    String told = arrived("signed").replaceAll("\\n[ \\t]+", " ");
    assertThat(told)
        .containsPattern("Authentication-Results: mx\\.second\\.test; spf=pass")
        .containsPattern("dkim=pass[^\\n]*dkim=pass[^\\n]*dmarc=pass")
        .contains("a=rsa-sha256")
        .contains("a=ed25519-sha256");
  }

  @Test
  void whoOnlySaysToBeHerIsRefused() throws Exception {
    Command forged =
        Command.swaks(
            second,
            "--local-interface",
            FORGER,
            "--from",
            "ann@home.test",
            "--to",
            "bob@second.test");
    assertThat(forged.output()).contains("550 5.7.26");
  }

  @Test
  void whatAStrangerSaysInOurNameIsTakenOut() throws Exception {
    Command sent =
        Command.swaks(
            second,
            "--from",
            "eve@plain.test",
            "--to",
            "bob@second.test",
            "--header",
            "Message-Id: <forged@b.example>",
            "--add-header",
            "Authentication-Results: mx.second.test; dkim=pass header.d=home.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(arrived("forged")).contains("spf=none").doesNotContain("header.d=home.test");
  }
}
