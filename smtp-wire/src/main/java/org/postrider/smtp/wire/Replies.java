// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/// Replies that wait for the end of a pipelined group, to leave together. For the channel's event
/// loop.
///
/// @rfc 2920 §3.2
final class Replies {
  /// Octets that may wait.
  private static final int MOST_OCTETS = 16 << 10;

  private static final int USUAL_OCTETS = 256;

  private final Channel channel;
  private @Nullable ByteBuf waiting;

  Replies(Channel channel) {
    this.channel = channel;
  }

  void add(byte[] reply) {
    ByteBuf all = waiting;
    if (all == null) {
      all = channel.alloc().buffer(Math.max(reply.length, USUAL_OCTETS));
      waiting = all;
    }
    all.writeBytes(reply);
    if (all.readableBytes() >= MOST_OCTETS) {
      send();
    }
  }

  void send() {
    ByteBuf all = waiting;
    if (all != null) {
      waiting = null;
      channel.writeAndFlush(all, channel.voidPromise());
    }
  }

  /// Sends what waits, if anything; completes when all that was sent is on its way.
  ChannelFuture sendLast() {
    ByteBuf all = waiting;
    waiting = null;
    return channel.writeAndFlush(all == null ? Unpooled.EMPTY_BUFFER : all);
  }

  void drop() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }
}
