// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real PostgreSQL with an empty database of its own, on a free port of 127.0.0.1, where [#USER]
/// logs in with [#PASSWORD]. It keeps nothing over a power cut. Close it to end it.
public final class PostgresServer implements AutoCloseable {
  /// Who may do everything there.
  public static final String USER = "postrider";

  /// With which password.
  public static final String PASSWORD = "for tests only";

  private final Path programs;
  private final Path directory;
  private final InetSocketAddress address;
  private Child child;

  private PostgresServer(Path programs, Path directory, InetSocketAddress address)
      throws IOException {
    this.programs = programs;
    this.directory = directory;
    this.address = address;
    child = begin();
  }

  /// Starts PostgreSQL.
  public static PostgresServer start() throws IOException {
    Path programs = programs();
    // Not below a test's directory: who may not be root has no way to it.
    Path directory = Files.createTempDirectory("postrider-postgres");
    Path password = directory.resolve("password");
    Files.writeString(password, PASSWORD);
    if (Child.isRoot()) {
      run(List.of("chown", "-R", "postgres", directory.toString()));
    }
    List<String> made = asPostgres();
    made.add(programs.resolve("initdb").toString());
    made.addAll(
        List.of("-U", USER, "-A", "scram-sha-256", "--pwfile=" + password, "-N", "--no-locale"));
    made.addAll(List.of("-E", "UTF8", "-D", directory.resolve("data").toString()));
    run(made);
    return new PostgresServer(programs, directory, Child.freeAddress());
  }

  /// The newest there is: Debian keeps each version in a directory of its own.
  private static Path programs() throws IOException {
    Path versions = Outside.file("/usr/lib/postgresql");
    try (Stream<Path> each = Files.list(versions)) {
      return each.map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparing(Path::toString))
          .orElseGet(() -> Outside.file(versions + "/bin/postgres"));
    }
  }

  /// PostgreSQL does not run as root.
  private static List<String> asPostgres() {
    List<String> command = new ArrayList<>();
    if (Child.isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    return command;
  }

  private static String run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(FileSystems.getDefault().getPath("/").toFile());
    builder.environment().put("PGPASSWORD", PASSWORD);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }

  private Child begin() throws IOException {
    List<String> command = asPostgres();
    command.add(programs.resolve("postgres").toString());
    command.addAll(List.of("-D", directory.resolve("data").toString()));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "port=" + address.getPort(),
            "unix_socket_directories=",
            "fsync=off",
            "shared_buffers=16MB",
            "max_connections=20")) {
      command.addAll(List.of("-c", setting));
    }
    Child begun = Child.start(directory.resolve("log"), address, command);
    child = begun;
    awaitAnswer();
    return begun;
  }

  /// It takes connections before it takes questions.
  private void awaitAnswer() throws IOException {
    IOException last = new IOException("never asked");
    for (int tries = 0; tries < 100; tries++) {
      try {
        execute("SELECT 1");
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /// Where it is, for JDBC.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + address.getPort() + "/postgres";
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Runs statements, and gives what comes of them, unadorned.
  public String execute(String sql) throws IOException {
    return run(List.of(
            programs.resolve("psql").toString(),
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            String.valueOf(address.getPort()),
            "-U",
            USER,
            "-d",
            "postgres",
            "-c",
            sql))
        .strip();
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  /// Starts it anew, at the same place and with what it has kept.
  public void again() throws IOException {
    Files.deleteIfExists(directory.resolve("data/postmaster.pid"));
    child = begin();
  }

  @Override
  public void close() throws IOException {
    child.kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
