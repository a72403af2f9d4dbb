// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real Exim in a directory of its own, which keeps what it takes in its queue. Close it to end
/// it.
public final class EximServer implements AutoCloseable {
  private static final String USER = "Debian-exim";

  private final Child daemon;
  private final Path directory;

  private EximServer(Child daemon, Path directory) {
    this.daemon = daemon;
    this.directory = directory;
  }

  /// Starts it in a new directory, listening at `address`; `settings` are the rest of its
  /// configuration. Needs root.
  public static EximServer start(Path directory, InetSocketAddress address, String settings)
      throws IOException {
    Outside.root("Exim");
    String program = Outside.program("exim4").toString();
    Files.createDirectory(directory);
    Child.open(directory); // its programs drop their rights
    Child.give(directory, USER);
    Path spool = directory.resolve("spool");
    Child.give(Files.createDirectory(spool), USER);
    Path configuration = directory.resolve("exim.conf");
    Files.writeString(configuration, main(directory, address.getPort(), settings));
    return new EximServer(
        Child.start(
            directory.resolve("daemon.log"),
            address,
            List.of(program, "-C", configuration.toString(), "-bdf")),
        directory);
  }

  private static String main(Path directory, int port, String settings) {
    return """
    exim_path = %4$s
    primary_hostname = exim.test
    spool_directory = %1$s/spool
    log_file_path = %1$s/log-%%slog
    local_interfaces = 127.0.0.1
    daemon_smtp_ports = %2$d
    keep_environment =
    host_lookup =
    rfc1413_query_timeout = 0s
    queue_only
    %3$s
    """
        .formatted(directory, port, settings, Outside.program("exim4"));
  }

  /// The bodies of what it has taken.
  public List<String> bodies() throws IOException {
    List<String> bodies = new ArrayList<>();
    Path queue = directory.resolve("spool/input");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(queue, "*-D")) {
      for (Path each : files) {
        bodies.add(Files.readString(each));
      }
    }
    return bodies;
  }

  /// The command line of a session on standard input and output, in which what is taken is
  /// delivered at once.
  public List<String> session() {
    String program = Outside.program("exim4").toString();
    return List.of(program, "-C", directory.resolve("exim.conf").toString(), "-odf", "-bs");
  }

  /// What it has logged of messages.
  public String log() throws IOException {
    Path log = directory.resolve("log-mainlog");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() {
    daemon.close();
  }
}
