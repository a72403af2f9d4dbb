// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.first.Ports;

/// The built program, started by its launcher where there is nothing yet.
@Tag("built")
class FirstStartTest {
  private static final Path ROOT =
      Path.of(System.getProperty("postrider.root", "..")).toAbsolutePath().normalize();

  private static final Pattern PASSWORD = Pattern.compile("with the password ([a-z0-9-]+)");

  @TempDir Path home;

  private final List<Process> started = new ArrayList<>();

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

  private static String saidBy(Process process, Path log) throws IOException {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !process.isAlive() || Files.readString(log).contains("follows on standard"));
    return Files.readString(log);
  }

  private static String address(String said, String listener) {
    Matcher line =
        Pattern.compile("(?m)^  " + listener + " +(127\\.0\\.0\\.1:[0-9]+) ").matcher(said);
    assertThat(line.find()).as(said).isTrue();
    return line.group(1);
  }

  @Test
  void takesAMessageAndReloadsAndStops() throws Exception {
    Path log = home.resolve("log");
    Process process = start(log, "serve", "--free-ports", "data");
    String said = saidBy(process, log);
    String mx = address(said, "mx");
    assertThat(said).contains("self-signed", "swaks --server " + mx, "curl -sS smtp://" + mx);
    Matcher password = PASSWORD.matcher(said);
    assertThat(password.find()).isTrue();
    for (String own : List.of("postrider.toml", "users", "tls/key.pem", "admin.token")) {
      assertThat(Files.getPosixFilePermissions(home.resolve("data").resolve(own)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(home.resolve("password"), password.group(1) + "\n");
    for (String way : List.of("submission encrypt", "submissions implicit")) {
      String[] part = way.split(" ");
      Cli sent =
          Cli.call(
              "send",
              "--server",
              address(said, part[0]),
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
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.isDirectory(mailbox) && size(mailbox) == 2);
    Cli foreign =
        Cli.call(
            "send", "--server", mx, "--from", "me@example.org", "--to", "you@elsewhere.example");
    assertThat(foreign.err()).contains("550 5.7.1");
    signal(process, "HUP");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readString(log).contains("was read again"));
    signal(process, "TERM");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aTakenPortIsNamedAndTheNextStartIsAFirstOneAgain() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      take(taken, Ports.USUAL.mx());
      Path log = home.resolve("log");
      Process process = start(log, "serve", "data");
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isOne();
      assertThat(Files.readString(log))
          .contains(
              "postrider.toml:", "listener mx cannot listen on 127.0.0.1:2525", "--free-ports")
          .doesNotContain("Exception");
      assertThat(home.resolve("data/postrider.toml")).doesNotExist();
    }
    Path log = home.resolve("second-log");
    assertThat(saidBy(start(log, "serve", "--free-ports", "data"), log))
        .containsPattern(PASSWORD)
        .doesNotContain("127.0.0.1:2525");
  }

  /// Takes the port, or finds that somebody else has.
  private static void take(ServerSocket socket, int port) throws IOException {
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      assertThat(socket.isBound()).isFalse();
    }
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
