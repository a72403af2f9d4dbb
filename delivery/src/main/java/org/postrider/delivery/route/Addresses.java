// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// The addresses of a host, and for how long they hold; `unsure` says why nobody knows them.
record Addresses(
    List<SocketAddress> all, Duration life, boolean nameless, @Nullable String unsure) {
  /// Addresses of one host that are looked at.
  static final int MOST_ADDRESSES = 10;

  /// That of a socket of this machine.
  static Addresses local(String path) {
    return new Addresses(List.of(UnixDomainSocketAddress.of(path)), Router.CONFIGURED, false, null);
  }

  /// Those of a name, or of a numeric address.
  static CompletableFuture<Addresses> of(Dns dns, String host, int port) {
    InetAddress literal = literal(host);
    if (literal == null && host.equalsIgnoreCase("localhost")) {
      literal = InetAddress.getLoopbackAddress(); // RFC 6761 §6.3
    }
    if (literal != null) {
      List<SocketAddress> one = List.of(new InetSocketAddress(literal, port));
      return CompletableFuture.completedFuture(new Addresses(one, Router.CONFIGURED, false, null));
    }
    return dns.ask(host, Type.A)
        .thenCombine(dns.ask(host, Type.AAAA), (four, six) -> merge(port, four, six));
  }

  private static Addresses merge(int port, Answer four, Answer six) {
    List<SocketAddress> all = new ArrayList<>();
    String unsure = null;
    for (Answer each : List.of(four, six)) {
      switch (each) {
        case Answer.Found found -> add(all, found.records(), port);
        case Answer.Unsure none -> unsure = none.why();
        case Answer.Absent none -> {}
      }
    }
    boolean nameless = four instanceof Answer.Absent absent && absent.nameless();
    return new Addresses(all, Router.shorter(four.life(), six.life()), nameless, unsure);
  }

  private static void add(List<SocketAddress> all, List<Record> records, int port) {
    for (Record each : records) {
      InetAddress address =
          each instanceof ARecord a
              ? a.getAddress()
              : each instanceof AAAARecord aaaa ? aaaa.getAddress() : null;
      if (address != null && all.size() < MOST_ADDRESSES) {
        all.add(new InetSocketAddress(address, port));
      }
    }
  }

  /// A numeric address; null where the text is a name.
  static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null; // a name, then
    }
  }
}
