// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gets one small text by HTTPS, from addresses that were looked up before. The certificate has to
/// be valid for the host's name; redirects are not followed, and nothing is kept. Any thread but an
/// event loop.
///
/// @rfc 8461 §3.3
public final class HttpsGet {
  /// The port of HTTPS.
  public static final int PORT = 443;

  private static final int MOST_ADDRESSES = 4;
  private static final String TEXT = "text/plain";

  private final Transport transport;
  private final ClientTls tls;
  private final int port;
  private final Duration patience;

  /// What was served, and the certificate of who served it.
  public record Page(String text, X509Certificate certificate) {}

  /// Trusts as `tls` does; takes at most `patience` in all for one text.
  public HttpsGet(Transport transport, ClientTls tls, int port, Duration patience) {
    this.transport = transport;
    this.tls = tls;
    this.port = port;
    this.patience = patience;
  }

  /// The text (`text/plain`, at most so many octets) at a path of a host. An `IOException` says why
  /// there is none.
  public Page get(String host, List<InetAddress> addresses, String path, int most)
      throws IOException {
    if (addresses.isEmpty()) {
      throw new IOException(host + " has no address");
    }
    long until = System.nanoTime() + patience.toNanos();
    IOException last = null;
    for (InetAddress each : addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES))) {
      try {
        return get(host, new InetSocketAddress(each, port), new Ask(host, path, most), until);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last == null ? new IOException(host + " does not answer") : last;
  }

  private Page get(String host, InetSocketAddress address, Ask ask, long until) throws IOException {
    Dialer dialer = new Dialer(transport, patience);
    Channel channel =
        dialer
            .dial(
                address,
                null,
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel fresh) {
                    wire(fresh, host, ask);
                  }
                })
            .addListener(done -> {
              if (!done.isSuccess()) {
                ask.page.completeExceptionally(done.cause());
              }
            })
            .channel();
    try {
      return ask.page.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(host + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(host + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + host);
    } finally {
      channel.close();
    }
  }

  private void wire(Channel channel, String host, Ask ask) {
    SslHandler secured = tls.handler(channel.alloc(), host, port, true, patience);
    channel
        .pipeline()
        .addLast(secured, new HttpClientCodec(), new HttpObjectAggregator(ask.most), ask);
    secured
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            Certificate[] shown = secured.engine().getSession().getPeerCertificates();
            ask.certificate.complete((X509Certificate) shown[0]);
            channel.writeAndFlush(ask.request(), channel.voidPromise());
          } else {
            ask.page.completeExceptionally(done.cause());
          }
        });
  }

  /// One request, and what comes of it; confined to its event loop but for the futures.
  private static final class Ask extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final CompletableFuture<Page> page = new CompletableFuture<>();
    private final CompletableFuture<X509Certificate> certificate = new CompletableFuture<>();
    private final String host;
    private final String path;
    private final int most;

    Ask(String host, String path, int most) {
      this.host = host;
      this.path = path;
      this.most = most;
    }

    FullHttpRequest request() {
      FullHttpRequest request =
          new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
      request
          .headers()
          .set(HttpHeaderNames.HOST, host)
          .set(HttpHeaderNames.USER_AGENT, "postrider")
          .set(HttpHeaderNames.ACCEPT, TEXT)
          .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      CharSequence type = HttpUtil.getMimeType(response);
      if (!response.status().equals(HttpResponseStatus.OK)) {
        fail("it says " + response.status());
      } else if (type == null || !TEXT.equalsIgnoreCase(type.toString().strip())) {
        fail("it serves " + type + " and not " + TEXT);
      } else {
        String text = response.content().toString(StandardCharsets.UTF_8);
        certificate.thenAccept(shown -> page.complete(new Page(text, shown)));
      }
    }

    private void fail(String why) {
      page.completeExceptionally(new IOException(why));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      page.completeExceptionally(cause);
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail("it closed the connection without a whole answer");
    }
  }
}
