// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.TestCertificate;

/// The hash of a certificate. How sessions are bound is tested over real TLS by the server.
class ChannelBindingTest {
  @TempDir Path folder;

  private X509Certificate certificate(String key, String signature) throws Exception {
    List<String> options = List.of("-keyalg", key, "-sigalg", signature);
    return (X509Certificate) TestCertificate.make(folder, "mx.example", options).certificate();
  }

  /// RFC 5929 §4.1.
  @ParameterizedTest
  @CsvSource({
    "EC, SHA1withECDSA, SHA-256",
    "EC, SHA256withECDSA, SHA-256",
    "EC, SHA384withECDSA, SHA-384",
    "RSA, MD5withRSA, SHA-256",
    "RSA, SHA512/256withRSA, SHA-512/256",
  })
  void hashesByTheHashOfTheSignature(String key, String signature, String hash) throws Exception {
    X509Certificate certificate = certificate(key, signature);
    assertThat(certificate.getSigAlgName()).isEqualTo(signature);
    assertThat(ChannelBinding.hash(certificate))
        .get()
        .isEqualTo(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
  }

  /// Its hash stands among the parameters; keytool takes the one that fits the key.
  @Test
  void findsTheHashOfPss() throws Exception {
    X509Certificate certificate = certificate("RSASSA-PSS", "RSASSA-PSS");
    assertThat(ChannelBinding.hash(certificate))
        .get()
        .isEqualTo(MessageDigest.getInstance("SHA-384").digest(certificate.getEncoded()));
  }

  @Test
  void hasNoneWhereTheSignatureHasNoHashOfItsOwn() throws Exception {
    assertThat(ChannelBinding.hash(certificate("Ed25519", "Ed25519"))).isEmpty();
  }
}
