// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.daemons;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a daemon listens.
sealed interface Endpoint {
  /// Connects; blocks, and ends with the thread's interruption.
  SocketChannel connect(Duration within) throws IOException;

  /// Reads `host:port`, `[address]:port`, or the path of a socket; throws
  /// `IllegalArgumentException` with a sentence for anything else.
  static Endpoint parse(String text) {
    if (text.startsWith("/")) {
      try {
        return new Unix(UnixDomainSocketAddress.of(Path.of(text)));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("is no path: " + e.getReason(), e);
      }
    }
    Matcher parts = Tcp.FORM.matcher(text);
    int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "is neither host:port, nor [address]:port, nor the path of a socket that begins with /");
    }
    return new Tcp(parts.group(1) == null ? parts.group(2) : parts.group(1), port);
  }

  /// A name is looked up at each call, so that a daemon may move.
  record Tcp(String host, int port) implements Endpoint {
    private static final Pattern FORM =
        Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:/\\s]+)):(\\d{1,5})");

    @Override
    public SocketChannel connect(Duration within) throws IOException {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().connect(address, Math.toIntExact(within.toMillis()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A socket in the file system.
  record Unix(UnixDomainSocketAddress address) implements Endpoint {
    @Override
    public SocketChannel connect(Duration within) throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(address);
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }
}
