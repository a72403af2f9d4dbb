// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real Dovecot that serves nothing but its authentication socket, with users a test gives it. Of
/// those at `fails.example` it cannot say anything. Close it to end it.
public final class DovecotAuth implements AutoCloseable {
  private final Path directory;
  private final Child child;

  private DovecotAuth(Path directory, Child child) {
    this.directory = directory;
    this.child = child;
  }

  /// Starts Dovecot; `users` are passwords, with their scheme in braces, by name.
  public static DovecotAuth start(Map<String, String> users) throws IOException {
    return start(users, "plain");
  }

  /// As [#start(Map)], with these mechanisms.
  public static DovecotAuth start(Map<String, String> users, String mechanisms) throws IOException {
    Path program = Outside.program("dovecot");
    Assumptions.assumeTrue(Child.isRoot(), "Dovecot is started by root only");
    // Not below a test's directory: a socket's path has to be short, and Dovecot's users to see it.
    Path directory =
        Files.createTempDirectory(
            "dovecot",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    StringBuilder lines = new StringBuilder();
    users.forEach(
        (name, password) -> lines.append(name).append(':').append(password).append("::::::\n"));
    Files.writeString(directory.resolve("users"), lines);
    writeFailingCheck(directory.resolve("check"));
    Path conf = directory.resolve("dovecot.conf");
    Files.writeString(
        conf,
        """
        base_dir = %1$s/run
        state_dir = %1$s/state
        log_path = %1$s/log
        auth_mechanisms = %2$s
        ssl = no
        protocols =
        auth_failure_delay = 0
        # No penalty for an address where log-ins have failed, which all of a test's come from.
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        passdb {
          driver = passwd-file
          args = %1$s/users
        }
        passdb {
          driver = checkpassword
          args = %1$s/check
          username_filter = *@fails.example
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home=/nonexistent
        }
        service auth {
          unix_listener %1$s/auth {
            mode = 0666
          }
        }
        """
            .formatted(directory, mechanisms));
    Child child =
        Child.start(
            directory.resolve("out"),
            UnixDomainSocketAddress.of(directory.resolve("auth")),
            List.of(program.toString(), "-F", "-c", conf.toString()));
    DovecotAuth dovecot = new DovecotAuth(directory, child);
    dovecot.awaitGreeting();
    return dovecot;
  }

  /// A program that cannot say whether a password is right.
  private static void writeFailingCheck(Path check) throws IOException {
    Files.writeString(check, "#!/bin/sh\nexit 111\n");
    Files.setPosixFilePermissions(check, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// The socket is there before the process that answers on it, which the first client has started.
  private void awaitGreeting() throws IOException {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      if (selector.select(Waits.LONGEST.toMillis()) == 0) {
        throw new IOException("it does not greet: " + Files.readString(directory.resolve("log")));
      }
    }
  }

  /// Its socket.
  public Path socket() {
    return directory.resolve("auth");
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  @Override
  public void close() throws IOException {
    child.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
