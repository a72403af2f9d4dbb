// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A real authoritative name server (nsd) with the zones a test gives it, on a free port of
/// 127.0.0.1. Answers are not rate-limited. Close it to end it.
public final class NameServer implements AutoCloseable {
  private final Process process;
  private final InetSocketAddress address;

  private NameServer(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /// Starts nsd in `directory` with zone files by zone name (without trailing dot); the text of
  /// each is what follows `$ORIGIN`, and SOA and NS are put before it. Returns when it answers.
  public static NameServer start(Path directory, Map<String, String> zones) throws IOException {
    int port = freePort();
    return start(directory, port, configure(directory, port, zones), zones.keySet());
  }

  private static NameServer start(Path directory, int port, Path file, Set<String> zones)
      throws IOException {
    Path nsd = Outside.program("nsd");
    Process process =
        new ProcessBuilder(nsd.toString(), "-d", "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nsd.log").toFile())
            .start();
    NameServer server =
        new NameServer(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.awaitAnswer(zones.iterator().next(), directory.resolve("nsd.log"));
    return server;
  }

  /// Writes what nsd has to know, for who starts it himself; the configuration's file.
  public static Path configure(Path directory, int port, Map<String, String> zones)
      throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    zones.forEach((name, records) -> texts.put(name, zoneText(name, records)));
    return configureWhole(directory, port, texts);
  }

  /// Starts nsd with whole zone files, such as signed ones, by zone name; a zone whose text is
  /// empty is broken: it is answered with SERVFAIL.
  public static NameServer startWhole(Path directory, Map<String, String> texts)
      throws IOException {
    int port = freePort();
    return start(directory, port, configureWhole(directory, port, texts), texts.keySet());
  }

  private static Path configureWhole(Path directory, int port, Map<String, String> texts)
      throws IOException {
    StringBuilder conf = new StringBuilder(serverBlock(directory, port));
    for (Map.Entry<String, String> zone : texts.entrySet()) {
      Path file = directory.resolve(zone.getKey() + ".zone");
      Files.writeString(file, zone.getValue());
      conf.append("zone:\n  name: \"%s\"\n  zonefile: \"%s\"\n".formatted(zone.getKey(), file));
    }
    return Files.writeString(directory.resolve("nsd.conf"), conf);
  }

  /// Where it answers, by UDP and TCP.
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String serverBlock(Path directory, int port) {
    return """
    server:
      ip-address: 127.0.0.1@%1$d
      server-count: 1
      username: ""
      database: ""
      zonesdir: "%2$s"
      zonelistfile: "%2$s/zone.list"
      pidfile: "%2$s/nsd.pid"
      xfrdfile: "%2$s/xfrd.state"
      xfrdir: "%2$s"
      rrl-ratelimit: 0
    remote-control:
      control-enable: no
    """
        .formatted(port, directory);
  }

  /// The whole text of a zone, with SOA and NS before `records`.
  public static String zoneText(String name, String records) {
    return """
    $ORIGIN %s.
    $TTL 60
    @ IN SOA ns hostmaster 1 3600 600 86400 60
    @ IN NS ns
    ns IN A 127.0.0.1
    %s
    """
        .formatted(name, records);
  }

  private void awaitAnswer(String zone, Path log) throws IOException {
    byte[] query = soaQuery(zone);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(100);
      for (int tries = 0; tries < 100 && process.isAlive(); tries++) {
        socket.send(new DatagramPacket(query, query.length, address));
        try {
          socket.receive(new DatagramPacket(new byte[512], 512));
          return;
        } catch (SocketTimeoutException | PortUnreachableException notYet) {
          // it is still starting: the next question may be answered
        }
      }
    }
    close();
    throw new IOException("nsd does not answer: " + Files.readString(log));
  }

  private static byte[] soaQuery(String zone) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : zone.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(new byte[] {0, 0, 6, 0, 1});
    return out.toByteArray();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
