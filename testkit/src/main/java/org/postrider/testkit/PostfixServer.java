// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real Postfix in a directory of its own. Close it to end it.
public final class PostfixServer implements AutoCloseable {
  private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
  private static final long LONGEST_CHECK_SECONDS = 60;

  private final Child master;

  private PostfixServer(Child master) {
    this.master = master;
  }

  /// Starts it in a new directory, listening at `address`; `settings` are more lines of its
  /// `main.cf`. Needs root.
  public static PostfixServer start(Path directory, InetSocketAddress address, String settings)
      throws IOException {
    Outside.root("Postfix");
    Path configuration = Files.createDirectories(directory.resolve("etc"));
    Child.open(directory); // its programs drop their rights
    Files.createDirectory(directory.resolve("spool"));
    Child.give(Files.createDirectory(directory.resolve("data")), "postfix");
    Files.writeString(configuration.resolve("main.cf"), main(directory, settings));
    Files.writeString(configuration.resolve("master.cf"), services(address.getPort()));
    check(configuration);
    String program = Outside.file(DAEMONS.resolve("master").toString()).toString();
    return new PostfixServer(
        Child.start(
            directory.resolve("master.log"),
            address,
            List.of(program, "-c", configuration.toString(), "-d")));
  }

  private static String services(int port) {
    return """
    127.0.0.1:%d inet n - n - - smtpd
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    smtp unix - - n - - smtp
    lmtp unix - - n - - lmtp
    discard unix - - n - - discard
    error unix - - n - - error
    retry unix - - n - - error
    anvil unix - - n - 1 anvil
    scache unix - - n - 1 scache
    proxymap unix - - n - - proxymap
    tlsmgr unix - - n 1000? 1 tlsmgr
    postlog unix-dgram n - n - 1 postlogd
    """
        .formatted(port);
  }

  private static String main(Path directory, String settings) {
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
    smtp_dns_support_level = disabled
    smtpd_peername_lookup = no
    %2$s
    """
        .formatted(directory, settings);
  }

  /// Makes the directories of its queue, too.
  private static void check(Path configuration) throws IOException {
    String postfix = Outside.program("postfix").toString();
    Path log = configuration.resolve("check.log");
    Process check =
        new ProcessBuilder(postfix, "-c", configuration.toString(), "check")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!check.waitFor(LONGEST_CHECK_SECONDS, TimeUnit.SECONDS) || check.exitValue() != 0) {
        throw new IOException("postfix check: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      check.destroy();
    }
  }

  @Override
  public void close() {
    master.close();
  }
}
