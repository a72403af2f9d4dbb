// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;

/// A client's connection. `listener` is the name the configuration gives the listener; `tls` is the
/// protocol and cipher in use, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`, or `""` in the clear;
/// `session` stays the same when TLS begins; `hearsay` is what trusted hosts say of the client.
public record Connection(
    String listener,
    ListenerKind kind,
    InetSocketAddress client,
    InetSocketAddress server,
    String tls,
    ClientSession session,
    Hearsay hearsay) {

  /// A connection of which nobody else has said anything.
  public Connection(
      String listener,
      ListenerKind kind,
      InetSocketAddress client,
      InetSocketAddress server,
      String tls,
      ClientSession session) {
    this(listener, kind, client, server, tls, session, Hearsay.NONE);
  }

  /// A connection that no client is behind: its session is over, and keeps nothing.
  public Connection(
      String listener,
      ListenerKind kind,
      InetSocketAddress client,
      InetSocketAddress server,
      String tls) {
    this(listener, kind, client, server, tls, Over.OVER);
  }

  private enum Over implements ClientSession {
    OVER;

    @Override
    public <T extends AutoCloseable> T keep(Class<T> kind, Supplier<T> fresh) {
      throw new IllegalStateException("the session is over");
    }

    @Override
    public Manners awaitGreeting(Duration most) {
      return Manners.GONE;
    }
  }
}
