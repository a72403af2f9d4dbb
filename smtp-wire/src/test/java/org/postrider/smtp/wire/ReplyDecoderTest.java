// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.reply.Reply;

final class ReplyDecoderTest {

  private static void say(EmbeddedChannel channel, String octets) {
    channel.writeInbound(Unpooled.wrappedBuffer(octets.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void readsRepliesWhateverTheChunks() {
    String octets = "220-a\r\n220 b\r\n250 2.1.0 ok\r\n354 go\n";
    for (int size = 1; size <= octets.length(); size++) {
      EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
      for (int at = 0; at < octets.length(); at += size) {
        say(channel, octets.substring(at, Math.min(octets.length(), at + size)));
      }
      assertThat(channel.<Reply>readInbound()).isEqualTo(new Reply(220, null, List.of("a", "b")));
      assertThat(channel.<Reply>readInbound()).isEqualTo(Reply.of(250, "2.1.0", "ok"));
      assertThat(channel.<Reply>readInbound()).isEqualTo(Reply.of(354, "go"));
      assertThat(channel.<Reply>readInbound()).isNull();
    }
  }

  @Test
  void knowsWhatFollowsAReply() {
    ReplyDecoder decoder = new ReplyDecoder();
    List<Boolean> more = new ArrayList<>();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            decoder,
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                more.add(decoder.hasMore());
              }
            });
    say(channel, "220 go\r\n");
    say(channel, "220 go\r\n2");
    assertThat(more).containsExactly(false, true);
  }

  @Test
  void garbageIsSaidOnceAndThenNothing() {
    EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
    assertThatThrownBy(() -> say(channel, "HTTP/1.1 400 Bad Request\r\n250 ok\r\n"))
        .isInstanceOf(ProtocolException.class);
    say(channel, "250 ok\r\n");
    assertThat(channel.<Reply>readInbound()).isNull();
  }

  @Test
  void aLineHasALimit() {
    EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                say(channel, "2".repeat(100));
              }
            })
        .isInstanceOf(ProtocolException.class);
  }
}
