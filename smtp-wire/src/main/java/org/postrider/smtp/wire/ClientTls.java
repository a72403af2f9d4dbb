// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS 1.2 and 1.3 toward hosts that we connect to. Sessions are resumed where a host lets us.
/// Immutable; any thread.
///
/// @rfc 3207 §4
/// @rfc 8996 §4
public final class ClientTls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final SslContext lenient;
  private final SslContext strict;

  private ClientTls(SslContext lenient, SslContext strict) {
    this.lenient = lenient;
    this.strict = strict;
  }

  /// Trusts the authorities of the Java run time and those in the PEM file, if there is one. An
  /// `IOException` says what is wrong with the file.
  public static ClientTls open(@Nullable Path trust) throws IOException {
    try {
      // A host that cannot prove who it is still gets encryption rather than none.
      SslContext lenient =
          context()
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm(null)
              .build();
      SslContextBuilder strict = context().endpointIdentificationAlgorithm("HTTPS");
      if (trust != null) {
        strict.trustManager(authorities(trust));
      }
      return new ClientTls(lenient, strict.build());
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use the certificates in " + trust + ": " + e.getMessage(), e);
    }
  }

  /// A handler for one connection to `name`, which is sent as SNI where it is a name. With `verify`
  /// the handshake fails unless the certificate is valid for it; without, any certificate will do.
  public SslHandler handler(
      ByteBufAllocator allocator, String name, int port, boolean verify, Duration patience) {
    SslHandler handler = (verify ? strict : lenient).newHandler(allocator, name, port);
    handler.setHandshakeTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  private static SslContextBuilder context() {
    return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(VERSIONS);
  }

  private static X509Certificate[] authorities(Path file)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory standard =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    standard.init((KeyStore) null);
    X509Certificate[] known = {};
    for (TrustManager each : standard.getTrustManagers()) {
      if (each instanceof X509TrustManager manager) {
        known = manager.getAcceptedIssuers();
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] more =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (more.length == 0) {
        throw new IOException("no certificate in " + file);
      }
      X509Certificate[] all = Arrays.copyOf(known, known.length + more.length);
      for (int i = 0; i < more.length; i++) {
        all[known.length + i] = (X509Certificate) more[i];
      }
      return all;
    }
  }
}
