// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The connections to next hops: how many there are, and which are saying good-bye. Any thread.
public final class Connections {
  private final AtomicInteger open = new AtomicInteger();

  /// Forgets by itself what is closed.
  private final ChannelGroup leaving = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /// How many there are.
  public int open() {
    return open.get();
  }

  void opened(Channel channel) {
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
  }

  /// This one is about to be ended with QUIT.
  void leaving(Channel channel) {
    leaving.add(channel);
  }

  /// Waits until those that are leaving have left, at most for `time`; whether they have. Blocks.
  public boolean awaitLeft(Duration time) throws InterruptedException {
    return leaving.newCloseFuture().await(time.toMillis());
  }
}
