// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.testkit.Outside;

/// A real filter in a process of its own, on a socket in a directory of the test's. Close it to end
/// it; it is killed, since libmilter takes five seconds to end by itself.
final class FilterDaemon implements AutoCloseable {
  private final Path directory;
  private final List<String> command;
  private final Endpoint endpoint;
  private Process process;

  private FilterDaemon(Path directory, List<String> command) throws IOException {
    this.directory = directory;
    this.command = command;
    endpoint = Endpoint.parse("unix:" + socket(directory));
    process = run();
  }

  private static Path socket(Path directory) {
    return directory.resolve("filter.sock");
  }

  /// The filter of `actions.py`.
  static FilterDaemon actions(Path directory, String how) throws IOException {
    Outside.file("/usr/lib/python3/dist-packages/Milter/__init__.py");
    return new FilterDaemon(
        directory,
        List.of(
            "/usr/bin/python3", "src/test/resources/actions.py", "unix:" + socket(directory), how));
  }

  /// A program of Debian's that takes a file of settings, `%s` in it for its socket.
  static FilterDaemon configured(
      Path directory, String program, List<String> options, String settings) throws IOException {
    Path file = directory.resolve(program + ".conf");
    Files.writeString(file, settings.formatted(socket(directory)));
    List<String> command = new ArrayList<>();
    command.add(Outside.program(program).toString());
    command.addAll(options);
    command.add(file.toString());
    return new FilterDaemon(directory, command);
  }

  private Process run() throws IOException {
    Files.deleteIfExists(socket(directory));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("filter.log").toFile());
    builder.environment().put("RES_OPTIONS", "timeout:1 attempts:1");
    Process begun = builder.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> answers() || !begun.isAlive());
    if (!begun.isAlive()) {
      throw new IOException(
          command + " ended: " + Files.readString(directory.resolve("filter.log")));
    }
    return begun;
  }

  private boolean answers() {
    try (SocketChannel channel = endpoint.socket()) {
      return channel.connect(endpoint.address());
    } catch (IOException _) { // not yet
      return false;
    }
  }

  /// As the plug-in's setting names it.
  String address() {
    return endpoint.toString();
  }

  /// Lets it stand still.
  void stall() throws Exception {
    signal("-STOP");
  }

  /// Lets it go on.
  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("no signal for " + command);
    }
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void restart() throws IOException {
    process = run();
  }

  @Override
  public void close() {
    kill();
  }
}
