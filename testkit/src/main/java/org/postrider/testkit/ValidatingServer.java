// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// A real resolver that validates (unbound), on a free port of 127.0.0.1, for zones that a
/// [NameServer] holds. Close it to end it.
public final class ValidatingServer implements AutoCloseable {
  private final Child child;
  private final InetSocketAddress address;

  private ValidatingServer(Child child, InetSocketAddress address) {
    this.child = child;
    this.address = address;
  }

  /// Starts unbound in `directory`, with a file of trust anchors, for these zones of `server`.
  /// Returns when it listens.
  public static ValidatingServer start(
      Path directory, Path anchors, NameServer server, Collection<String> zones)
      throws IOException {
    Path unbound = Outside.program("unbound");
    InetSocketAddress address = Child.freeAddress();
    StringBuilder conf = new StringBuilder(serverBlock(directory, anchors, address.getPort()));
    for (String zone : zones) {
      conf.append("  local-zone: \"%s.\" nodefault\n".formatted(zone));
    }
    for (String zone : zones) {
      conf.append(
          "stub-zone:\n  name: \"%s\"\n  stub-addr: 127.0.0.1@%d\n"
              .formatted(zone, server.address().getPort()));
    }
    Path file = Files.writeString(directory.resolve("unbound.conf"), conf);
    List<String> command = List.of(unbound.toString(), "-d", "-c", file.toString());
    return new ValidatingServer(
        Child.start(directory.resolve("unbound.log"), address, command), address);
  }

  /// Where it answers, by UDP and TCP.
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    child.close();
  }

  private static String serverBlock(Path directory, Path anchors, int port) {
    return """
    remote-control:
      control-enable: no
    server:
      interface: 127.0.0.1@%d
      access-control: 127.0.0.0/8 allow
      do-not-query-localhost: no
      directory: "%s"
      chroot: ""
      username: ""
      pidfile: ""
      use-syslog: no
      logfile: ""
      num-threads: 1
      trust-anchor-file: "%s"
    """
        .formatted(port, directory, anchors);
  }
}
