// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Moves octets: transport, TLS, PROXY headers, line and content framing, for both directions.
@NullMarked
module org.postrider.smtp.wire {
  requires transitive io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.haproxy;
  requires io.netty.codec.http;
  requires transitive io.netty.common;
  requires transitive io.netty.handler;
  requires transitive io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.naming;
  requires transitive org.postrider.smtp.protocol;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports org.postrider.smtp.wire;
}
