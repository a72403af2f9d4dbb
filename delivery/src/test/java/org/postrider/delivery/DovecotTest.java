// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Outside;

/// Delivers by LMTP to Dovecot.
final class DovecotTest {
  private static final String CONFIGURATION =
      """
      base_dir = %1$s/run
      state_dir = %1$s/state
      log_path = %1$s/log
      protocols = lmtp
      listen = 127.0.0.1
      default_internal_user = nobody
      default_login_user = nobody
      default_internal_group = nogroup
      mail_location = maildir:%1$s/mail/%%u
      mail_uid = nobody
      mail_gid = nogroup
      first_valid_uid = 1
      ssl = no
      service lmtp {
        unix_listener lmtp {
          mode = 0666
        }
        inet_listener lmtp {
          address = 127.0.0.1
          port = %2$d
        }
      }
      userdb {
        driver = passwd-file
        args = %1$s/users
      }
      passdb {
        driver = static
        args = nopassword=y
      }
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachRecipientHasAReplyOfItsOwn(boolean local, @TempDir Path folder) throws Exception {
    try (Dovecot dovecot = Dovecot.start(folder, "b@to.example", "c@to.example");
        Rig rig = Rig.open(local ? toward(folder.resolve("run/lmtp")) : toward(dovecot.port()))) {
      rig.send(
          "",
          "Subject: for two\r\n\r\n.dot\r\n",
          "b@to.example",
          "nobody-knows-me@to.example",
          "c@to.example");
      List<Told.Attempted> told = rig.awaitAttempts(3);
      assertThat(told.stream().map(Told.Attempted::ending))
          .containsExactly(Told.Ending.DELIVERED, Told.Ending.FAILED, Told.Ending.DELIVERED);
      assertThat(told.get(1).reason()).contains("5.1.1");
      assertThat(told.getFirst().hop())
          .isEqualTo(
              local
                  ? folder.resolve("run/lmtp").toString()
                  : "127.0.0.1[127.0.0.1]:" + dovecot.port());
      for (String each : List.of("b@to.example", "c@to.example")) {
        assertThat(delivered(folder.resolve("mail").resolve(each).resolve("new")))
            .contains("Subject: for two", "\n.dot");
      }
    }
  }

  private static DeliverySettings toward(int port) {
    return Rig.toward(port, true, Route.Tls.NONE);
  }

  private static DeliverySettings toward(Path socket) {
    List<Route.Address> there = List.of(new Route.Address(socket.toString(), 0));
    return Rig.with(new Route(List.of("*"), new Route.Host(there, true, Route.Tls.NONE, null)));
  }

  private static String delivered(Path box) throws IOException {
    try (Stream<Path> files = Files.list(box)) {
      return Files.readString(files.findFirst().orElseThrow());
    }
  }

  private record Dovecot(Process process, int port) implements AutoCloseable {
    static Dovecot start(Path folder, String... users) throws IOException {
      Path program = Outside.program("dovecot");
      Assumptions.assumeTrue(
          System.getProperty("user.name").equals("root"), "Dovecot is started by root only");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(folder.resolve("run"));
      Files.createDirectories(folder.resolve("state"));
      Path mail = Files.createDirectories(folder.resolve("mail"));
      Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
      StringBuilder known = new StringBuilder();
      for (String each : users) {
        known.append(each).append("::::::\n");
      }
      Files.writeString(folder.resolve("users"), known);
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Path file = folder.resolve("dovecot.conf");
      Files.writeString(file, CONFIGURATION.formatted(folder, port));
      Process process =
          new ProcessBuilder(program.toString(), "-F", "-c", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out").toFile())
              .start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> answers(new InetSocketAddress("127.0.0.1", port)));
      return new Dovecot(process, port);
    }

    private static boolean answers(InetSocketAddress address) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
        return true;
      } catch (IOException notYet) {
        return false;
      }
    }

    @Override
    public void close() {
      process.destroy(); // its children go with it
      process.onExit().join();
    }
  }
}
