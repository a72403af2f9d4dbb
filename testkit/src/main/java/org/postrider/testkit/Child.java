// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A daemon that a test has started, with its output in a log file. Close it to end it and whatever
/// it has started itself.
public final class Child implements AutoCloseable {
  private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LONGEST_END_SECONDS = 5;

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts a program and returns when it takes connections at `address`; throws with its log where
  /// it ends or does not within a minute.
  public static Child start(Path log, SocketAddress address, List<String> command)
      throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Child child = new Child(process, log);
    child.awaitListening(address);
    return child;
  }

  private void awaitListening(SocketAddress address) throws IOException {
    long begun = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - begun < LONGEST_START_NANOS) {
      if (isListening(address)) {
        return;
      }
      pause();
    }
    close();
    throw new IOException("it takes no connections: " + Files.readString(log));
  }

  private static boolean isListening(SocketAddress address) {
    boolean unix = address instanceof UnixDomainSocketAddress;
    try (SocketChannel channel =
        SocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET)) {
      return channel.connect(address);
    } catch (IOException _) {
      return false;
    }
  }

  /// Waits a moment, or less where the process ends in it.
  private void pause() throws IOException {
    try {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Ends it and whatever it has started, as a power switch would.
  public void kill() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly(); // first, or it would replace what it has started
    process.onExit().join();
    for (ProcessHandle each : started) {
      each.destroyForcibly();
      each.onExit().completeOnTimeout(each, LONGEST_END_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /// Whether what is started here is started as root, which some daemons have to be told.
  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /// Lets daemons that drop their rights pass through a test's directory and the one it is in.
  static void open(Path directory) throws IOException {
    Set<PosixFilePermission> passing = PosixFilePermissions.fromString("rwx--x--x");
    Path parent = directory.getParent();
    if (parent != null) {
      Files.setPosixFilePermissions(parent, passing);
    }
    Files.setPosixFilePermissions(directory, passing);
  }

  /// Makes a file a user's own.
  static void give(Path file, String user) throws IOException {
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
  }

  /// An address of this machine with a port on which nobody listens.
  public static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }
}
