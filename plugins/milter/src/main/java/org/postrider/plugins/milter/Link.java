// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A connection to a filter, in packets. Every wait has an end: what takes longer than its time
/// closes the connection and throws. For one thread at a time, but for [#close].
final class Link implements AutoCloseable {
  private static final int MOST_OCTETS = 1 << 20;

  private final Endpoint endpoint;
  private final SocketChannel channel;
  private final Duration patience;
  private volatile boolean isLate;

  private Link(Endpoint endpoint, SocketChannel channel, Duration patience) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.patience = patience;
  }

  /// Connects within `connectTimeout`; each later packet has `patience` to come or go.
  static Link to(Endpoint endpoint, Duration connectTimeout, Duration patience) throws IOException {
    Link link = new Link(endpoint, endpoint.socket(), patience);
    link.within(connectTimeout, () -> link.channel.connect(endpoint.address()));
    return link;
  }

  void send(Packet packet) throws IOException {
    ByteBuffer octets = packet.octets();
    within(
        patience,
        () -> {
          while (octets.hasRemaining()) {
            channel.write(octets);
          }
        });
  }

  Packet receive() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(5);
    ByteBuffer[] data = new ByteBuffer[1];
    within(
        patience,
        () -> {
          fill(head);
          int length = head.getInt(0);
          if (length < 1 || length > MOST_OCTETS) {
            throw new IOException("it says that a packet has " + length + " octets");
          }
          data[0] = ByteBuffer.allocate(length - 1);
          fill(data[0]);
        });
    return new Packet((char) (head.get(4) & 0xff), data[0].array());
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it has ended the connection");
      }
    }
  }

  /// What reads or writes.
  private interface Transfer {
    void run() throws IOException;
  }

  private void within(Duration time, Transfer transfer) throws IOException {
    Future<?> alarm =
        ForkJoinPool.commonPool().schedule(this::late, time.toNanos(), TimeUnit.NANOSECONDS);
    try {
      transfer.run();
    } catch (IOException e) {
      close();
      String reason = isLate ? "it is late: over " + time.toMillis() + " ms" : e.toString();
      throw new IOException("filter " + endpoint + ": " + reason, e);
    } finally {
      alarm.cancel(false);
    }
  }

  private void late() {
    isLate = true;
    close();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(Link.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the connection to " + endpoint, e);
    }
  }
}
