// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;

/// A key that was just made. Immutable.
///
/// @param pem what signs, as [SigningKey#parse] reads it; a secret
/// @param record what DNS is to say of it
public record NewKey(String pem, String record) {
  /// Bits of RSA, RFC 8301 §3.2: fewer are weak, and more do not fit into the answers of all
  /// servers.
  private static final int RSA_BITS = 2_048;

  private static final int ED25519_OCTETS = 32;
  private static final int LINE = 64;

  /// Makes one.
  ///
  /// @rfc 6376 §3.6.1
  /// @rfc 8463 §4.2
  public static NewKey make(SignatureAlgorithm algorithm) {
    KeyPair pair = pair(algorithm);
    byte[] told = pair.getPublic().getEncoded();
    if (algorithm == SignatureAlgorithm.ED25519_SHA256) {
      told = Arrays.copyOfRange(told, told.length - ED25519_OCTETS, told.length);
    }
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return new NewKey(
        "-----BEGIN PRIVATE KEY-----\n"
            + lines.encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n",
        "v=DKIM1; k=" + algorithm.keyType() + "; p=" + Base64.getEncoder().encodeToString(told));
  }

  private static KeyPair pair(SignatureAlgorithm algorithm) {
    try {
      if (algorithm == SignatureAlgorithm.ED25519_SHA256) {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      }
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(RSA_BITS);
      return rsa.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes keys for " + algorithm.word(), e);
    }
  }

  /// Does not show the secret.
  @Override
  public String toString() {
    return "a new key: " + record;
  }
}
