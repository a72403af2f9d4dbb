// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built program, started by its launcher where there is nothing yet.
@Tag("built")
class FirstStartTest {
  private static final Path ROOT =
      Path.of(System.getProperty("postrider.root", "..")).toAbsolutePath().normalize();

  /// What a first start listens on; nobody chooses these ports, so they must be free.
  private static final List<Integer> PORTS = List.of(2525, 2587, 2465, 2580);

  private static final Pattern PASSWORD = Pattern.compile("with the password ([a-z0-9-]+)");

  @TempDir Path home;

  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void portsAreFree() {
    for (int port : PORTS) {
      assertThatCode(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
          .as("a first start listens on port %d, which another program uses", port)
          .doesNotThrowAnyException();
    }
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(Path log, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(ROOT.resolve("postrider").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
    Process process =
        builder
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    return process;
  }

  @Test
  void takesAMessageAndReloadsAndStops() throws Exception {
    Path log = home.resolve("log");
    Process process = start(log, "serve", "data");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !process.isAlive() || Files.readString(log).contains("follows on standard"));
    String said = Files.readString(log);
    assertThat(said).contains("self-signed", "127.0.0.1:2525", "swaks --server", "curl");
    Matcher password = PASSWORD.matcher(said);
    assertThat(password.find()).isTrue();
    for (String own : List.of("postrider.toml", "users", "tls/key.pem", "admin.token")) {
      assertThat(Files.getPosixFilePermissions(home.resolve("data").resolve(own)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(home.resolve("password"), password.group(1) + "\n");
    for (String port : List.of("2587 encrypt", "2465 implicit")) {
      String[] part = port.split(" ");
      Cli sent =
          Cli.call(
              "send",
              "--server",
              "127.0.0.1:" + part[0],
              "--tls",
              part[1],
              "--user",
              "alice",
              "--password-file",
              home.resolve("password").toString(),
              "--from",
              "alice@localhost",
              "--to",
              "you@postrider.test");
      assertThat(sent.status()).as(sent.out() + sent.err()).isZero();
    }
    Path mailbox = home.resolve("data/mail/postrider.test/you/new");
    Awaitility.await().until(() -> Files.isDirectory(mailbox) && size(mailbox) == 2);
    Cli foreign =
        Cli.call(
            "send",
            "--server",
            "127.0.0.1:2525",
            "--from",
            "me@example.org",
            "--to",
            "you@elsewhere.example");
    assertThat(foreign.err()).contains("550 5.7.1");
    signal(process, "HUP");
    Awaitility.await().until(() -> Files.readString(log).contains("was read again"));
    signal(process, "TERM");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static long size(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }
}
