// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether certificates lead to an authority that TLSA records name. The authorities of the machine
/// mean nothing here.
///
/// @rfc 7671 §5.2
final class Anchored {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1"; // RFC 5280 §4.2.1.12
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private Anchored() {}

  /// What is wrong with the certificates as they were shown, the host's own first; null where they
  /// are right.
  static @Nullable String problem(List<X509Certificate> shown, List<Tlsa> records, Instant now) {
    List<TrustAnchor> anchors = anchors(shown, records);
    if (anchors.isEmpty()) {
      return "none of the certificates shown is the trust anchor";
    }
    String problem = null;
    for (TrustAnchor anchor : anchors) {
      problem = problem(shown, anchor, Date.from(now));
      if (problem == null) {
        return null;
      }
    }
    return problem;
  }

  private static List<TrustAnchor> anchors(List<X509Certificate> shown, List<Tlsa> records) {
    List<TrustAnchor> anchors = new ArrayList<>();
    for (X509Certificate each : shown.subList(1, shown.size())) {
      if (records.stream().anyMatch(record -> record.fits(each))) {
        anchors.add(new TrustAnchor(each, null));
      }
    }
    for (Tlsa record : records) {
      X509Certificate certificate = record.certificate(); // RFC 7671 §5.2.2
      if (certificate != null) {
        anchors.add(new TrustAnchor(certificate, null));
      }
      byte[] key = record.publicKey();
      if (key != null && anchors.isEmpty()) {
        anchors.addAll(bare(shown, key));
      }
    }
    return anchors;
  }

  /// An authority of which only the key is known may have the name of any issuer.
  ///
  /// @rfc 7671 §5.2.3
  private static List<TrustAnchor> bare(List<X509Certificate> shown, byte[] der) {
    PublicKey key = null;
    for (String algorithm : List.of("RSA", "EC", "Ed25519", "Ed448")) {
      key = key == null ? key(algorithm, der) : key;
    }
    if (key == null) {
      return List.of();
    }
    PublicKey known = key;
    return shown.stream()
        .map(X509Certificate::getIssuerX500Principal)
        .distinct()
        .map(name -> new TrustAnchor(name, known, null))
        .toList();
  }

  private static @Nullable PublicKey key(String algorithm, byte[] der) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException _) { // a key of another kind
      return null;
    }
  }

  private static @Nullable String problem(
      List<X509Certificate> shown, TrustAnchor anchor, Date now) {
    try {
      X509CertSelector leaf = new X509CertSelector();
      leaf.setCertificate(shown.getFirst());
      PKIXBuilderParameters how = new PKIXBuilderParameters(Set.of(anchor), leaf);
      how.setRevocationEnabled(false); // RFC 7672 §4
      how.setDate(now);
      how.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
      X509Certificate authority = anchor.getTrustedCert();
      if (authority != null) {
        authority.checkValidity(now);
        how.setMaxPathLength(Math.max(-1, pathLength(authority)));
      }
      CertPathBuilder.getInstance("PKIX").build(how);
      return isForServers(shown.getFirst()) ? null : "the certificate is not for servers";
    } catch (GeneralSecurityException e) {
      return words(e);
    }
  }

  /// How many authorities may stand below this one: RFC 7672 §3.1.2.
  private static int pathLength(X509Certificate authority) {
    int length = authority.getBasicConstraints();
    return length == Integer.MAX_VALUE ? -1 : length;
  }

  private static boolean isForServers(X509Certificate leaf) throws CertificateException {
    List<String> purposes = leaf.getExtendedKeyUsage();
    return purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY_PURPOSE);
  }

  private static String words(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }
}
