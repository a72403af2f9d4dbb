// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A TLSA record: which certificate, or which authority, a host has. Immutable.
///
/// @param usage who is meant
/// @param selector which part of a certificate
/// @param matching how it is given
/// @param data hexadecimal digits in lower case
/// @rfc 6698 §2.1
public record Tlsa(int usage, int selector, int matching, String data) {
  private static final int TRUST_ANCHOR = 2;
  private static final int END_ENTITY = 3;
  private static final int CERTIFICATE = 0;
  private static final int PUBLIC_KEY = 1;
  private static final int FULL = 0;
  private static final int SHA256 = 1;
  private static final int SHA512 = 2;

  boolean isTrustAnchor() {
    return usage == TRUST_ANCHOR;
  }

  boolean isEndEntity() {
    return usage == END_ENTITY;
  }

  /// Whether we can do something with it. Usages 0 and 1 mean nothing in SMTP: RFC 7672 §3.1.3.
  boolean isUsable() {
    boolean known = (isTrustAnchor() || isEndEntity()) && isSelectorKnown();
    return known
        && switch (matching) {
          case FULL -> selector == PUBLIC_KEY ? !data.isEmpty() : certificate() != null;
          case SHA256 -> data.length() == 64;
          case SHA512 -> data.length() == 128;
          default -> false;
        };
  }

  private boolean isSelectorKnown() {
    return selector == CERTIFICATE || selector == PUBLIC_KEY;
  }

  /// Whether it means this certificate.
  boolean fits(X509Certificate certificate) {
    try {
      byte[] part =
          selector == CERTIFICATE
              ? certificate.getEncoded()
              : certificate.getPublicKey().getEncoded();
      byte[] given =
          switch (matching) {
            case SHA256 -> MessageDigest.getInstance("SHA-256").digest(part);
            case SHA512 -> MessageDigest.getInstance("SHA-512").digest(part);
            default -> part;
          };
      return HexFormat.of().formatHex(given).equals(data);
    } catch (GeneralSecurityException _) { // a certificate that cannot be written fits nothing
      return false;
    }
  }

  /// The whole certificate, where the record holds one.
  @Nullable X509Certificate certificate() {
    if (selector != CERTIFICATE || matching != FULL) {
      return null;
    }
    try {
      var in = new ByteArrayInputStream(HexFormat.of().parseHex(data));
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (CertificateException _) { // then the record is not usable
      return null;
    }
  }

  /// The whole public key of an authority, where the record holds one.
  byte @Nullable [] publicKey() {
    boolean bare = isTrustAnchor() && selector == PUBLIC_KEY && matching == FULL;
    return bare ? HexFormat.of().parseHex(data) : null;
  }

  /// Those that can be used and whose digest is not outdone by a stronger one for the same thing.
  ///
  /// @rfc 7671 §9
  static List<Tlsa> strongest(List<Tlsa> records) {
    List<Tlsa> usable = records.stream().filter(Tlsa::isUsable).toList();
    return usable.stream()
        .filter(each -> each.matching != SHA256 || usable.stream().noneMatch(each::isOutdoneBy))
        .toList();
  }

  private boolean isOutdoneBy(Tlsa other) {
    return other.usage == usage && other.selector == selector && other.matching == SHA512;
  }

  @Override
  public String toString() {
    return usage + " " + selector + " " + matching + " " + data;
  }
}
