// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Outside;

/// Which certificate a client is shown, and which clients there can be; over real sockets.
///
/// @rfc 6066 §3
class CertificateChoiceTest {
  @TempDir private static Path folder;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @BeforeAll
  static void make() throws Exception {
    make("mx-rsa", "rsa:2048", "DNS:mx.one.example");
    make("one-rsa", "rsa:2048", "DNS:mail.one.example,DNS:*.wild.example");
    make("one-ec", "ec", "DNS:mail.one.example");
    make("two-ec", "ec", "DNS:mail.two.example");
  }

  private static void make(String name, String kind, String names) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Outside.program("openssl").toString(), "req", "-x509", "-nodes", "-newkey"));
    command.add(kind);
    if (kind.equals("ec")) {
      command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1"));
    }
    command.addAll(
        List.of("-subj", "/CN=" + name, "-addext", "subjectAltName=" + names, "-days", "2"));
    command.addAll(List.of("-keyout", key(name).toString(), "-out", certificate(name).toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  private static Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private static CertificateFiles files(String name) {
    return new CertificateFiles(certificate(name), key(name));
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully();
  }

  private int serve(TlsPolicy policy) throws Exception {
    ServerTls tls =
        ServerTls.open(
            new TlsSettings(
                files("mx-rsa"),
                List.of(files("one-rsa"), files("one-ec"), files("two-ec")),
                policy));
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(tls.handler(channel.alloc()));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private static SSLSession handshake(int port, @Nullable String name, String[] only)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] anybody = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
    context.init(null, anybody, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      if (name != null) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      if (only.length > 1) {
        parameters.setProtocols(new String[] {only[0]});
        parameters.setCipherSuites(new String[] {only[1]});
      } else {
        parameters.setProtocols(only);
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession();
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, TLSv1.3, mx-rsa",
        "mx.one.example, TLSv1.3, mx-rsa",
        "nobody.example, TLSv1.2, mx-rsa",
        "mail.two.example, TLSv1.3, two-ec",
        "MAIL.Two.Example, TLSv1.2, two-ec",
        "mail.one.example, TLSv1.3, one-ec",
        "mail.one.example, TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, one-rsa",
        "a.wild.example, TLSv1.3, one-rsa",
        "a.b.wild.example, TLSv1.3, mx-rsa",
      })
  void aClientIsShownWhatItAsksFor(@Nullable String name, String only, String shown)
      throws Exception {
    SSLSession session = handshake(serve(TlsPolicy.INTERMEDIATE), name, only.split(" "));
    X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
    assertThat(certificate.getSubjectX500Principal()).hasToString("CN=" + shown);
  }

  @ParameterizedTest
  @CsvSource({
    "INTERMEDIATE, TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "INTERMEDIATE, TLSv1.2 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    "MODERN, TLSv1.2",
    "MODERN, TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  })
  void whoIsTooOldIsRefused(TlsPolicy policy, String only) throws Exception {
    int port = serve(policy);
    assertThatThrownBy(() -> handshake(port, null, only.split(" ")))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void whoIsNotIsServed() throws Exception {
    for (TlsPolicy policy : TlsPolicy.values()) {
      assertThat(handshake(serve(policy), null, new String[] {"TLSv1.3"}).getProtocol())
          .isEqualTo("TLSv1.3");
    }
    String old = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
    SSLSession session =
        handshake(serve(TlsPolicy.INTERMEDIATE), null, new String[] {"TLSv1.2", old});
    assertThat(session.getCipherSuite()).isEqualTo(old);
  }
}
