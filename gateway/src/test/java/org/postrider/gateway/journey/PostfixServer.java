// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Waits;

/// A real Postfix in a directory of its own, which takes mail of this machine and relays it by the
/// ways that it is given, with XFORWARD where the other side takes that.
final class PostfixServer implements AutoCloseable {
  private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
  private static final String SERVICES =
      """
      127.0.0.1:%d inet n - n - - smtpd
      cleanup unix n - n - 0 cleanup
      qmgr unix n - n 300 1 qmgr
      rewrite unix - - n - - trivial-rewrite
      bounce unix - - n - 0 bounce
      defer unix - - n - 0 bounce
      trace unix - - n - 0 bounce
      smtp unix - - n - - smtp
      lmtp unix - - n - - lmtp
      error unix - - n - - error
      retry unix - - n - - error
      anvil unix - - n - 1 anvil
      scache unix - - n - 1 scache
      proxymap unix - - n - - proxymap
      postlog unix-dgram n - n - 1 postlogd
      """;

  private final Process master;

  private PostfixServer(Process master) {
    this.master = master;
  }

  /// Starts it, listening at `port`; `ways` are transports, by domain.
  static PostfixServer start(Path directory, int port, Map<String, String> ways) throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs to be root");
    Path configuration = Files.createDirectories(directory.resolve("etc"));
    for (Path each : List.of(directory.getParent(), directory)) { // its programs drop their rights
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
    }
    Files.createDirectory(directory.resolve("spool"));
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setOwner(
        data,
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    Files.writeString(configuration.resolve("main.cf"), main(directory, ways));
    Files.writeString(configuration.resolve("master.cf"), SERVICES.formatted(port));
    String postfix = Outside.program("postfix").toString();
    Command check = Command.run("", List.of(postfix, "-c", configuration.toString(), "check"));
    if (check.status() != 0) {
      throw new IOException(check.output());
    }
    Process master =
        new ProcessBuilder(
                Outside.file(DAEMONS.resolve("master").toString()).toString(),
                "-c",
                configuration.toString(),
                "-d")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("master.log").toFile())
            .start();
    await().atMost(Waits.LONGEST).until(() -> answers(port));
    return new PostfixServer(master);
  }

  private static String main(Path directory, Map<String, String> ways) {
    String transports =
        ways.entrySet().stream()
            .map(way -> "{" + way.getKey() + "=" + way.getValue() + "}")
            .collect(Collectors.joining(", "));
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    maillog_file = %1$s/log
    maillog_file_prefixes = %1$s
    myhostname = postfix.test
    mydestination =
    alias_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks = 127.0.0.0/8
    smtp_dns_support_level = disabled
    smtp_send_xforward_command = yes
    lmtp_send_xforward_command = yes
    smtpd_peername_lookup = no
    smtpd_relay_restrictions = permit_mynetworks, reject
    transport_maps = inline:{ %2$s }
    """
        .formatted(directory, transports);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return socket.getInputStream().read() == '2';
    } catch (IOException e) {
      return false; // not yet
    }
  }

  @Override
  public void close() {
    master.destroy();
    master.onExit().join();
  }
}
