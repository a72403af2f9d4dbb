// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// A real clamd with two signatures of the tests' own: a content with `MALWARE` is found to be
/// `Postrider.Malware.UNOFFICIAL`, and one with `UNWANTED` to be `PUA.Unwanted.UNOFFICIAL`. It
/// listens on a port of 127.0.0.1 and on a socket in its directory. Close it to end it.
public final class ClamDaemon implements AutoCloseable {
  /// What makes a content infected.
  public static final String MALWARE = "postrider-test-malware";

  /// What makes it unwanted.
  public static final String UNWANTED = "postrider-test-unwanted";

  private final Child child;
  private final InetSocketAddress address;
  private final Path socket;

  private ClamDaemon(Child child, InetSocketAddress address, Path socket) {
    this.child = child;
    this.address = address;
    this.socket = socket;
  }

  /// Starts clamd in an empty directory; it takes streams of up to 2 MiB.
  public static ClamDaemon start(Path directory) throws IOException {
    Path clamd = Outside.program("clamd");
    Path signatures = Files.createDirectory(directory.resolve("signatures"));
    Files.writeString(
        signatures.resolve("test.ndb"),
        "Postrider.Malware:0:*:%s\nPUA.Unwanted:0:*:%s\n".formatted(hex(MALWARE), hex(UNWANTED)));
    InetSocketAddress address = Child.freeAddress();
    Path socket = directory.resolve("clamd.ctl");
    Path conf = directory.resolve("clamd.conf");
    Files.writeString(
        conf,
        """
        Foreground yes
        LocalSocket %s
        TCPAddr 127.0.0.1
        TCPSocket %d
        DatabaseDirectory %s
        TemporaryDirectory %s
        DetectPUA yes
        StreamMaxLength 2M
        """
            .formatted(socket, address.getPort(), signatures, directory));
    Child child =
        Child.start(
            directory.resolve("clamd.log"),
            address,
            List.of(clamd.toString(), "--config-file=" + conf));
    return new ClamDaemon(child, address, socket);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Its socket in the file system.
  public Path socket() {
    return socket;
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
