// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a filter listens: a port of a host, or a socket in the file system. Immutable.
sealed interface Endpoint {
  /// A socket to it that is not yet connected.
  SocketChannel socket() throws IOException;

  /// Its address now; a host's name is looked up, which may block.
  SocketAddress address() throws IOException;

  /// A port, looked up anew for each connection.
  record Port(String host, int port) implements Endpoint {
    @Override
    public SocketChannel socket() throws IOException {
      return SocketChannel.open();
    }

    @Override
    public SocketAddress address() throws IOException {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
      return "inet:" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /// A socket file.
  record File(String path) implements Endpoint {
    @Override
    public SocketChannel socket() throws IOException {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @Override
    public SocketAddress address() {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// Reads `inet:HOST:PORT` (as Postfix has it), `inet:PORT@HOST` (as Sendmail and the filters have
  /// it) and `unix:PATH` or `local:PATH`. Throws `IllegalArgumentException` for anything else.
  static Endpoint parse(String text) {
    Matcher file = Syntax.FILE.matcher(text);
    if (file.matches()) {
      return new File(file.group(1));
    }
    Matcher port = Syntax.PORT.matcher(text);
    if (!port.matches()) {
      throw new IllegalArgumentException("has to be inet:HOST:PORT or unix:PATH");
    }
    boolean hostFirst = port.group("host") != null;
    String host = port.group(hostFirst ? "host" : "behind");
    int number = Integer.parseInt(port.group(hostFirst ? "port" : "before"));
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("has a port that is none");
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new Port(bracketed ? host.substring(1, host.length() - 1) : host, number);
  }

  /// The two ways to write an address.
  final class Syntax {
    private static final Pattern FILE = Pattern.compile("(?:unix|local):(/.{1,100})");
    private static final Pattern PORT =
        Pattern.compile(
            "inet6?:(?:(?<before>[0-9]{1,5})@(?<behind>[^@\\s]{1,255})"
                + "|(?<host>\\[[0-9A-Fa-f:.]{2,45}\\]|[^@:\\s]{1,255}):(?<port>[0-9]{1,5}))");

    private Syntax() {}
  }
}
