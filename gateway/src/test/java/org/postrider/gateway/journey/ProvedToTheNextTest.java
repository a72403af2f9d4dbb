// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.TestCertificate;

/// The built program in front of another, which takes mail from whom it knows: by a password and by
/// an API key.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvedToTheNextTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int nextMx = BuiltServer.freePort();
  private final int submission = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    TestCertificate.make(directory, "mx.next.test")
        .write(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    BuiltServer next =
        running.add(BuiltServer.configured(directory.resolve("next"), nextMx, next()));
    run(PASSWORD + "\n", next.command("user", "add", "alice", "--password-stdin"));
    run("of no use here\n", next.command("user", "add", "bob", "--password-stdin"));
    Matcher key = Pattern.compile("prk_\\w+").matcher(run("", next.command("key", "add", "bob")));
    assertThat(key.find()).isTrue();
    next.start();
    running.add(BuiltServer.configured(directory.resolve("first"), mx, first(key.group()))).start();
  }

  private static String run(String input, List<String> command) throws Exception {
    Command done = Command.run(input, command);
    assertThat(done.status()).as(done.output()).isZero();
    return done.output();
  }

  private String next() {
    return """
    hostname = "mx.next.test"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:%d"
    [[listener]]
    name = "submission"
    kind = "submission"
    address = "127.0.0.1:%d"
    [tls]
    certificate = "%s"
    key = "%s"
    [[route]]
    domains = ["*"]
    hop = "maildir"
    directory = "mail"
    [plugins.users]
    [plugins.relay]
    [admin]
    address = "127.0.0.1:%d"
    [log]
    mail = "mail.log"
    """
        .formatted(
            nextMx,
            submission,
            directory.resolve("cert.pem"),
            directory.resolve("key.pem"),
            BuiltServer.freePort());
  }

  private String first(String key) {
    return """
    hostname = "mx.first.test"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:%d"
    %s
    %s
    [plugins.relay]
    relay = ["password.test", "key.test"]
    [admin]
    address = "127.0.0.1:%d"
    """
        .formatted(
            mx,
            route("password.test", "alice", PASSWORD),
            route("key.test", "bob", key),
            BuiltServer.freePort());
  }

  private String route(String domain, String user, String password) {
    return """
    [[route]]
    domains = ["%s"]
    hop = "smtp"
    hosts = ["127.0.0.1:%d"]
    tls = "encrypt"
    user = "%s"
    password = "%s"
    """
        .formatted(domain, submission, user, password);
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  @Test
  void aPasswordIsNotShown() throws Exception {
    send("password", "cy@password.test");
    assertThat(log()).contains("\"mechanism\":\"SCRAM-SHA-256-PLUS\",\"account\":\"alice\"");
  }

  /// The hash of a key is of no use for SCRAM, which is offered all the same.
  @Test
  void anApiKeyIsShownWhereScramIsRefused() throws Exception {
    send("key", "cy@key.test");
    assertThat(log()).contains("\"mechanism\":\"PLAIN\",\"account\":\"bob\",\"proved\":true");
  }

  private void send(String mark, String to) throws Exception {
    Command sent =
        Command.swaks(
            mx,
            "--from",
            "ann@b.example",
            "--to",
            to,
            "--header",
            "Message-ID: <" + mark + "@b.example>");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(new Arrivals(directory.resolve("next/mail")).once(mark)).contains("with ESMTPSA");
  }

  private static String log() throws IOException {
    return Files.readString(directory.resolve("next/mail.log"));
  }
}
