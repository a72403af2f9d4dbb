// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Keys of tests, made anew for each run, and how they are published and stored.
public final class Keys {
  private static final KeyPair RSA = pair("RSA");
  private static final KeyPair ED25519 = pair("Ed25519");

  private Keys() {}

  public static KeyPair of(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm.RSA_SHA256 ? RSA : ED25519;
  }

  public static SigningKey signing(SignatureAlgorithm algorithm) {
    return SigningKey.of(of(algorithm).getPrivate());
  }

  private static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The record that publishes a key.
  public static String published(KeyPair pair) {
    byte[] key = pair.getPublic().getEncoded();
    boolean isRsa = pair.getPublic().getAlgorithm().equals("RSA");
    byte[] told = isRsa ? key : Arrays.copyOfRange(key, key.length - 32, key.length);
    String kind = isRsa ? "rsa" : "ed25519";
    return "v=DKIM1; k=" + kind + "; p=" + Base64.getEncoder().encodeToString(told);
  }

  public static String pem(KeyPair pair) {
    String text = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }
}
