// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The program as it is shipped, started by its launcher in a directory of its own, on ports of
/// 127.0.0.1 that stay the same over restarts. It takes mail for `sink.test` and brings it to one
/// next hop.
public final class BuiltServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Path ROOT =
      Path.of(System.getProperty("postrider.root", "..")).toAbsolutePath().normalize();

  private final Path directory;
  private final List<String> wrapper;
  private final int port;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private boolean up;
  private @Nullable Process process;

  private BuiltServer(Path directory, int port, List<String> wrapper) {
    this.directory = directory;
    this.port = port;
    this.wrapper = wrapper;
  }

  /// A server with a configuration of the caller's, in which a listener greets on `port`.
  public static BuiltServer configured(Path directory, int port, String configuration)
      throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("postrider.toml"), configuration);
    return new BuiltServer(directory, port, List.of());
  }

  /// A server that keeps the mail of `domain` in Maildirs of its directory `mail` and takes it on
  /// an mx listener at `port`; `more` is what else its configuration says.
  public static BuiltServer keeping(Path directory, int port, String domain, String more)
      throws IOException {
    return configured(
        directory,
        port,
        """
        hostname = "mx.%s"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [[route]]
        domains = ["%s"]
        hop = "maildir"
        directory = "mail"
        [admin]
        address = "127.0.0.1:%d"
        [plugins.relay]
        local = ["%s"]
        """
                .formatted(domain, port, domain, freePort(), domain)
            + more);
  }

  /// Writes the configuration; `wrapper` is a command line that the launcher's is appended to.
  static BuiltServer in(Path directory, int nextHop, List<String> wrapper) throws IOException {
    var server = new BuiltServer(directory, freePort(), List.copyOf(wrapper));
    Files.writeString(
        directory.resolve("postrider.toml"),
        """
        hostname = "mx.accounting.test"

        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"

        [limits]
        connections-per-address = 1000
        messages = 1000000

        [delivery]
        retry = ["1s"]

        [[route]]
        domains = ["sink.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        tls = "none"

        [plugins.relay]
        relay = ["sink.test"]

        [admin]
        address = "127.0.0.1:%d"

        [log]
        level = "warn"
        mail = "none"
        """
            .formatted(server.port, nextHop, freePort()));
    return server;
  }

  /// Where its mx listener is.
  public int port() {
    return port;
  }

  /// Octets of memory that its process has of its own or shares, as the system counts them.
  long resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(program().pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IllegalStateException("no VmRSS in " + status);
  }

  /// The command line of one of its commands.
  public List<String> command(String... words) {
    var command = new ArrayList<>(List.of(ROOT.resolve("postrider").toString()));
    command.addAll(List.of("--directory", directory.toString()));
    command.addAll(List.of(words));
    return command;
  }

  /// Starts it and waits for its greeting.
  public void start() throws IOException {
    var command = new ArrayList<>(wrapper);
    command.addAll(List.of(ROOT.resolve("postrider").toString(), "serve", directory.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
    Path log = log();
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process started = builder.start();
    process = started;
    await()
        .alias("a greeting on port " + port + ", or see " + log)
        .atMost(START)
        .pollInterval(Duration.ofMillis(10))
        .failFast("it ended, see " + log, () -> !started.isAlive())
        .until(this::greets);
    tell(true);
  }

  /// What it has said.
  public Path log() {
    return directory.resolve("server.log");
  }

  /// Ends it as a power switch would end the process, and waits until it is gone.
  public void kill() throws InterruptedException {
    tell(false);
    program().destroyForcibly();
    awaitEnd();
  }

  /// Waits until it is up.
  void awaitUp() throws InterruptedException {
    lock.lock();
    try {
      while (!up) {
        change.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Asks it to stop, and waits.
  @Override
  public void close() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    tell(false);
    program().destroy();
    try {
      awaitEnd();
    } catch (InterruptedException e) {
      program().destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() throws InterruptedException {
    Process ending = process;
    if (ending != null && !ending.waitFor(60, TimeUnit.SECONDS)) {
      program().destroyForcibly();
      throw new IllegalStateException("the server did not end within a minute");
    }
  }

  /// The program itself, which a wrapper has started as its child.
  private ProcessHandle program() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    ProcessHandle outer = running.toHandle();
    return wrapper.isEmpty() ? outer : outer.children().findFirst().orElse(outer);
  }

  private void tell(boolean isUp) {
    lock.lock();
    try {
      up = isUp;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean greets() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(5_000);
      return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals("220 ");
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /// A port of 127.0.0.1 that nobody listens on.
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
