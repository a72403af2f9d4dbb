// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import org.jspecify.annotations.Nullable;

/// How signatures are made. SHA-1 is not among it.
///
/// @rfc 8301 §3.1
/// @rfc 8463 §3
public enum SignatureAlgorithm {
  /// RSA with PKCS #1 padding.
  RSA_SHA256("rsa-sha256", "rsa", "SHA256withRSA"),
  /// Ed25519 of the hash.
  ED25519_SHA256("ed25519-sha256", "ed25519", "Ed25519");

  private final String word;
  private final String keyType;
  private final String java;

  SignatureAlgorithm(String word, String keyType, String java) {
    this.word = word;
    this.keyType = keyType;
    this.java = java;
  }

  /// The one of this name in `a=`, or null. Case matters, RFC 6376 §3.2.
  public static @Nullable SignatureAlgorithm of(String word) {
    for (SignatureAlgorithm algorithm : values()) {
      if (algorithm.word.equals(word)) {
        return algorithm;
      }
    }
    return null;
  }

  /// The word for tags.
  public String word() {
    return word;
  }

  /// The word for the kind of key.
  public String keyType() {
    return keyType;
  }

  /// Whether the signature is that of the octets. What is no signature, and a key that is not on
  /// its curve, verify nothing.
  public boolean verify(PublicKey key, byte[] octets, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(java);
      verifier.initVerify(key);
      verifier.update(input(octets));
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + java, e);
    }
  }

  byte[] sign(PrivateKey key, byte[] octets) {
    try {
      Signature signer = Signature.getInstance(java);
      signer.initSign(key);
      signer.update(input(octets));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was taken for " + word + " does not sign", e);
    }
  }

  /// RSA hashes what it gets; of Ed25519 it is done here, RFC 8463 §3.
  private byte[] input(byte[] octets) {
    return this == RSA_SHA256 ? octets : Digests.sha256().digest(octets);
  }
}
