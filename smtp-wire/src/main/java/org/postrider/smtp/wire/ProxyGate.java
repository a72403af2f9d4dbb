// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/// Stands in front of all other handlers until a PROXY header has come, and lets nothing past it
/// where that is wrong. What follows the header goes on as if there had been none. Confined to the
/// channel's event loop.
final class ProxyGate extends ChannelInboundHandlerAdapter {
  /// Octets of a header's fields beyond the addresses: what is known of TLS, and some ids.
  private static final int MOST_FIELDS = 2_048;

  private final Consumer<ProxyHeader> right;
  private final Consumer<String> wrong;
  private boolean settled;

  private ProxyGate(Consumer<ProxyHeader> right, Consumer<String> wrong) {
    this.right = right;
    this.wrong = wrong;
  }

  /// Hands the header to `right`, or to `wrong` what is wrong with it.
  static void before(
      ChannelPipeline pipeline, Consumer<ProxyHeader> right, Consumer<String> wrong) {
    pipeline.addFirst(new HAProxyMessageDecoder(MOST_FIELDS), new ProxyGate(right, wrong));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!settled && message instanceof HAProxyMessage header) {
        settled = true;
        take(context, header);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext context, HAProxyMessage header) {
    ProxyHeader read;
    try {
      read = ProxyHeader.of(header);
    } catch (IllegalArgumentException e) {
      wrong.accept(ServerTls.why(e));
      return;
    }
    context.pipeline().remove(this);
    right.accept(read);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof DecoderException)) {
      context.fireExceptionCaught(cause);
    } else if (!settled) {
      settled = true;
      wrong.accept(ServerTls.why(cause));
    }
  }
}
