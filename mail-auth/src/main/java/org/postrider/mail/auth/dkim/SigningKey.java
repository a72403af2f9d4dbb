// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key that signs. Immutable; any thread. Its text says nothing of the key.
public final class SigningKey {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final String BARE_RSA = "RSA PRIVATE KEY";

  private final PrivateKey key;
  private final SignatureAlgorithm algorithm;

  private SigningKey(PrivateKey key, SignatureAlgorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  /// Throws `IllegalArgumentException` for what is neither RSA of at least 1,024 bits nor Ed25519.
  ///
  /// @rfc 8301 §3.2
  public static SigningKey of(PrivateKey key) {
    return switch (key) {
      case RSAPrivateKey rsa when rsa.getModulus().bitLength() >= KeyRecord.LEAST_BITS ->
          new SigningKey(key, SignatureAlgorithm.RSA_SHA256);
      case EdECPrivateKey ed when ed.getParams().getName().equals("Ed25519") ->
          new SigningKey(key, SignatureAlgorithm.ED25519_SHA256);
      default ->
          throw new IllegalArgumentException(
              "a key that signs is RSA of at least 1024 bits, or Ed25519; this is "
                  + key.getAlgorithm());
    };
  }

  /// Reads the text form of RFC 7468 §10, and the older one of RSA keys; throws
  /// `IllegalArgumentException` with the reason for anything else.
  public static SigningKey parse(String text) {
    Matcher pem = PEM.matcher(text);
    if (!pem.find()) {
      throw new IllegalArgumentException("there is no unencrypted private key in PEM");
    }
    byte[] octets = Base64.getMimeDecoder().decode(pem.group(2));
    byte[] wrapped = pem.group(1).equals(BARE_RSA) ? Der.wrapPrivate(octets) : octets;
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(wrapped);
    try {
      return of(
          KeyFactory.getInstance(Der.isOfRsa(wrapped) ? "RSA" : "Ed25519").generatePrivate(spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("it is neither a key of RSA nor of Ed25519", e);
    }
  }

  /// How it signs.
  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  /// The signature of some octets.
  public byte[] sign(byte[] octets) {
    return algorithm.sign(key, octets);
  }

  /// Whether what this key signs verifies with a published key.
  public boolean matches(KeyRecord.Usable published) {
    byte[] octets = algorithm.word().getBytes(StandardCharsets.US_ASCII);
    return published.algorithm() == algorithm
        && algorithm.verify(published.key(), octets, sign(octets));
  }

  @Override
  public String toString() {
    return "a key for " + algorithm.word();
  }
}
