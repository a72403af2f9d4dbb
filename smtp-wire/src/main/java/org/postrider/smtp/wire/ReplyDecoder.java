// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.reply.ReplyParser;

/// Turns what a host sends into replies, one inbound message each. What is no reply ends in a
/// `ProtocolException` that says why, and whatever follows it is dropped. A line ends with LF, with
/// or without the CR before it: nothing is framed by replies but replies.
///
/// One for a connection; confined to its event loop.
///
/// @rfc 5321 §4.2
public final class ReplyDecoder extends ChannelInboundHandlerAdapter {
  private static final int MOST_LINE_OCTETS = ReplyParser.LINE_OCTETS + 2;
  private static final int USUAL_LINE_OCTETS = 128;

  private final ReplyParser parser = new ReplyParser();
  private byte[] line = new byte[USUAL_LINE_OCTETS];
  private int length;
  private @Nullable ByteBuf reading;
  private boolean broken;

  /// At the first octet of a connection.
  public ReplyDecoder() {}

  /// Whether octets of the host are here that have not become a reply yet. True right after the
  /// reply to STARTTLS means that somebody sent something in the clear to be taken for what is
  /// protected.
  ///
  /// @rfc 3207 §4.2
  public boolean hasMore() {
    ByteBuf now = reading;
    return length > 0 || (now != null && now.isReadable());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws ProtocolException {
    if (!(message instanceof ByteBuf octets)) {
      context.fireChannelRead(message);
      return;
    }
    reading = octets;
    try {
      while (!broken && octets.isReadable() && takeLine(octets)) {
        Reply reply = parser.accept(line, 0, lineEnd());
        length = 0;
        if (reply != null) {
          context.fireChannelRead(reply);
        }
      }
    } catch (ReplyParser.Garbage garbage) {
      broken = true;
      throw new ProtocolException(garbage.getMessage());
    } finally {
      reading = null;
      ReferenceCountUtil.release(octets);
    }
  }

  /// Moves octets up to and including the next LF into the line; false where there is none yet.
  private boolean takeLine(ByteBuf octets) throws ProtocolException {
    int end = octets.indexOf(octets.readerIndex(), octets.writerIndex(), (byte) '\n');
    int count = (end < 0 ? octets.writerIndex() : end + 1) - octets.readerIndex();
    if (length + count > MOST_LINE_OCTETS) {
      broken = true;
      throw new ProtocolException(
          "a reply line is longer than " + ReplyParser.LINE_OCTETS + " octets");
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    octets.readBytes(line, length, count);
    length += count;
    return end >= 0;
  }

  private int lineEnd() {
    int end = length - 1;
    return end > 0 && line[end - 1] == '\r' ? end - 1 : end;
  }
}
