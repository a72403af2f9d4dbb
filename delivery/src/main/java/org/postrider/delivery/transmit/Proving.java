// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.sender.Scram.Derivation;
import org.postrider.smtp.protocol.sender.Sender;
import org.postrider.smtp.protocol.sender.State;
import org.postrider.smtp.protocol.sender.Turn;
import org.postrider.smtp.wire.ChannelBinding;

/// What a session needs from outside to prove by SCRAM who we are: what its TLS channel is known
/// by, and somebody to compute.
final class Proving {
  /// One at a time, so that whoever delivers has processors left. Fair, so that each gets its turn.
  private static final Lock TURN = new ReentrantLock(true);

  private Proving() {}

  /// Goes on from where SCRAM was chosen.
  static Turn prepared(State state, String nonce, ChannelHandlerContext link) {
    if (state instanceof State.Preparing preparing) {
      return Sender.prepared(preparing, nonce, exporter(link));
    }
    throw new IllegalStateException("SCRAM was not chosen");
  }

  /// What TLS exports to bind to; null where it does not, as before TLS 1.3.
  private static byte @Nullable [] exporter(ChannelHandlerContext link) {
    SslHandler handler = link.pipeline().get(SslHandler.class);
    return handler == null
        ? null
        : ChannelBinding.exporter(handler.engine().getSession()).orElse(null);
  }

  /// Computes on a thread of its own, and hands the result over on `loop`.
  static void derive(Derivation derivation, EventExecutor loop, Consumer<byte[]> then) {
    Thread.ofVirtual()
        .name("scram")
        .start(() -> {
          byte[] salted = salted(derivation);
          loop.execute(() -> then.accept(salted));
        });
  }

  private static byte[] salted(Derivation derivation) {
    TURN.lock();
    try {
      return derivation.salted();
    } finally {
      TURN.unlock();
    }
  }
}
