// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Many clients that say EHLO and then nothing, or an octet each second of a line that never ends.
final class Crowd implements AutoCloseable {
  private static final ByteBuffer HELLO =
      ByteBuffer.wrap("EHLO crowd.example\r\n".getBytes(StandardCharsets.US_ASCII));

  private final Selector selector = Selector.open();
  private final List<SocketChannel> trickling = new ArrayList<>();
  private final ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
  private final Thread reader = Thread.ofPlatform().daemon().name("crowd").unstarted(this::read);
  private final AtomicInteger greeted = new AtomicInteger();
  private final AtomicInteger lateOnes = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean closed;

  private Crowd() throws IOException {}

  /// So many clients, of which so many trickle.
  static Crowd open(int port, int clients, int trickling) throws IOException {
    Crowd crowd = new Crowd();
    for (int i = 0; i < clients; i++) {
      SocketChannel client =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      client.configureBlocking(false);
      client.register(crowd.selector, SelectionKey.OP_READ);
      client.write(HELLO.duplicate());
      if (i < trickling) {
        crowd.trickling.add(client);
      }
    }
    crowd.reader.start();
    crowd.trickle.scheduleAtFixedRate(crowd::trickle, 1, 1, TimeUnit.SECONDS);
    return crowd;
  }

  /// How many were answered.
  int greeted() {
    return greeted.get();
  }

  /// How many were told 421.
  int told() {
    return lateOnes.get();
  }

  /// How many are gone.
  int ended() {
    return ended.get();
  }

  private void trickle() {
    for (SocketChannel each : trickling) {
      try {
        each.write(ByteBuffer.wrap(new byte[] {'N'}));
      } catch (IOException gone) {
        continue; // the reader counts it
      }
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (!closed) {
        selector.select(key -> read(key, buffer), 100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    SocketChannel client = (SocketChannel) key.channel();
    buffer.clear();
    try {
      int octets = client.read(buffer);
      if (octets < 0) {
        ended.incrementAndGet();
        client.close();
        return;
      }
      String said = new String(buffer.array(), 0, octets, StandardCharsets.US_ASCII);
      greeted.addAndGet(said.contains("\n250 ") ? 1 : 0);
      lateOnes.addAndGet(said.contains("421 ") ? 1 : 0);
    } catch (IOException e) {
      key.cancel();
      ended.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    trickle.shutdownNow();
    selector.close();
    for (SocketChannel each : trickling) {
      each.close();
    }
  }
}
