// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/// What tells one TLS channel from another, so that an authentication above can be tied to it. Both
/// ends know it; to whoever sits between two channels they are different. Any thread.
///
/// There is some for TLS 1.3 only: before it every server would have to know `tls-unique` (RFC 5802
/// §6.1), which the Java run time does not tell.
///
/// @rfc 5929 §4
/// @rfc 9266 §2
public final class ChannelBinding {
  /// The kind that everybody has to know who knows one (RFC 9266 §3).
  public static final String EXPORTER = "tls-exporter";

  /// The kind for which the server's certificate suffices.
  public static final String END_POINT = "tls-server-end-point";

  private static final String LABEL = "EXPORTER-Channel-Binding";
  private static final int EXPORTED_OCTETS = 32;

  private ChannelBinding() {}

  /// Whether an authentication can be tied to this session at all.
  public static boolean isPossible(SSLSession session) {
    return session.getProtocol().equals("TLSv1.3");
  }

  /// Octets that nobody but the two ends of this session knows.
  ///
  /// @rfc 9266 §2
  public static Optional<byte[]> exporter(SSLSession session) {
    if (!isPossible(session) || !(session instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    try {
      return Optional.of(extended.exportKeyingMaterialData(LABEL, new byte[0], EXPORTED_OCTETS));
    } catch (SSLKeyException e) {
      throw new IllegalStateException("a session of TLS 1.3 exports nothing", e);
    }
  }

  /// The hash of the certificate that we, the server, have shown in this session; empty where its
  /// signature has no hash of its own.
  ///
  /// @rfc 5929 §4.1
  public static Optional<byte[]> endPoint(SSLSession session) {
    Certificate[] shown = session.getLocalCertificates();
    return isPossible(session) && shown != null && shown[0] instanceof X509Certificate certificate
        ? hash(certificate)
        : Optional.empty();
  }

  /// A certificate by the hash of its signature, and by SHA-256 where that is a weaker one.
  static Optional<byte[]> hash(X509Certificate certificate) {
    try {
      String hash = hashOfSignature(certificate);
      return Security.getAlgorithms("MessageDigest").contains(hash)
          ? Optional.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()))
          : Optional.empty();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a certificate in use cannot be hashed", e);
    }
  }

  private static String hashOfSignature(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (name.equals("RSASSA-PSS")) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(name);
      parameters.init(certificate.getSigAlgParams());
      name = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm() + "WITH";
    }
    int end = name.indexOf("WITH");
    String hash = end < 0 ? "" : name.substring(0, end);
    return switch (hash) {
      case "MD5", "SHA1", "SHA-1" -> "SHA-256"; // RFC 5929 §4.1
      default -> hash.replaceFirst("^SHA(?=\\d{3})", "SHA-");
    };
  }
}
