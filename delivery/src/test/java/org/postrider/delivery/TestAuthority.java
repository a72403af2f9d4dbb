// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of a test, and the certificates it issues. Immutable.
public final class TestAuthority {
  private static final AtomicLong SERIALS = new AtomicLong(1);
  private static final char[] PASSWORD = "for tests only".toCharArray();
  private static final Duration DAY = Duration.ofDays(1);

  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestAuthority(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /// A certificate with those above it, and its key.
  public record Issued(KeyPair keys, List<X509Certificate> chain) {
    /// The certificate itself.
    public X509Certificate leaf() {
      return chain.getFirst();
    }

    /// The same without those above it.
    public Issued alone() {
      return new Issued(keys, List.of(leaf()));
    }

    /// For the end that shows it.
    public SSLContext server() throws GeneralSecurityException, IOException {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", keys.getPrivate(), PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    }
  }

  /// A new authority that signs itself.
  public static TestAuthority open(String name) throws Exception {
    KeyPair keys = pair();
    Instant now = Instant.now();
    Window window = new Window(now.minus(DAY), now.plus(DAY.multipliedBy(30)));
    return new TestAuthority(
        keys, certificate(new Subject(name, keys, window, true, List.of()), name, keys));
  }

  /// When a certificate is valid.
  private record Window(Instant from, Instant to) {}

  /// Its own certificate.
  public X509Certificate certificate() {
    return certificate;
  }

  /// A certificate for these host names, the first also as common name.
  public Issued issue(String... names) throws Exception {
    Instant now = Instant.now();
    return issue(new Window(now.minus(DAY), now.plus(DAY.multipliedBy(10))), names);
  }

  /// One that has expired.
  public Issued expired(String... names) throws Exception {
    Instant now = Instant.now();
    return issue(new Window(now.minus(DAY.multipliedBy(20)), now.minus(DAY)), names);
  }

  private Issued issue(Window window, String... names) throws Exception {
    KeyPair subject = pair();
    String issuer = certificate.getSubjectX500Principal().getName().substring(3);
    X509Certificate leaf =
        certificate(new Subject(names[0], subject, window, false, List.of(names)), issuer, keys);
    return new Issued(subject, List.of(leaf, certificate));
  }

  /// Its certificate as a PEM file.
  public Path write(Path file) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// Whom a certificate is for.
  private record Subject(
      String name, KeyPair keys, Window window, boolean authority, List<String> names) {}

  private static X509Certificate certificate(Subject subject, String issuer, KeyPair issuerKeys)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            BigInteger.valueOf(SERIALS.getAndIncrement()),
            Date.from(subject.window.from()),
            Date.from(subject.window.to()),
            new X500Name("CN=" + subject.name),
            subject.keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(subject.authority));
    if (!subject.names.isEmpty()) {
      GeneralName[] all =
          subject.names.stream()
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }
}
