// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.TagList;

/// A published key, as far as it can be used. Immutable.
///
/// @rfc 6376 §3.6.1
public sealed interface KeyRecord {
  /// Bits of the smallest RSA key, RFC 8301 §3.2.
  int LEAST_BITS = 1_024;

  /// Bits of the largest; RFC 8301 §3.2 asks for 4,096 of whoever verifies.
  int MOST_BITS = 8_192;

  /// A key.
  ///
  /// @param isTesting whether the domain only tries it (`t=y`)
  /// @param isStrict whether `i=` has to be of the domain itself (`t=s`)
  record Usable(SignatureAlgorithm algorithm, PublicKey key, boolean isTesting, boolean isStrict)
      implements KeyRecord {}

  /// None, for good.
  record Unusable(String reason) implements KeyRecord {}

  /// Nobody can say now.
  record Unsure(String reason) implements KeyRecord {}

  /// Asks for the key of a selector; blocks as long as the look-up does.
  static KeyRecord lookUp(String selector, String domain, DnsLookup lookup) {
    String name = DnsName.of(selector + "._domainkey." + domain);
    if (name == null) {
      return new Unusable("no name to ask for a key");
    }
    DnsAnswer<String> answer = lookup.texts(name);
    if (answer instanceof DnsAnswer.Failed(String reason)) {
      return new Unsure(reason);
    }
    List<String> texts = answer.records();
    // Of several the first is as good as any, RFC 6376 §3.6.2.2.
    return texts.isEmpty() ? new Unusable("no key at " + name) : parse(texts.getFirst());
  }

  /// Reads a record.
  static KeyRecord parse(String text) {
    TagList tags = TagList.parse(text);
    if (tags == null || !tags.has("p")) {
      return new Unusable("the key record can't be read");
    }
    if (tags.has("v") && !(tags.beginsWith("v") && tags.value("v", "").equals("DKIM1"))) {
      return new Unusable("the key record is not of version DKIM1");
    }
    if (tags.has("h") && !names(tags, "h", "sha256")) {
      return new Unusable("the key is not for SHA-256");
    }
    if (tags.has("s") && !names(tags, "s", "email") && !names(tags, "s", "*")) {
      return new Unusable("the key is not for mail");
    }
    if (tags.compact("p").isEmpty()) {
      return new Unusable("the key is revoked");
    }
    boolean isTesting = names(tags, "t", "y");
    boolean isStrict = names(tags, "t", "s");
    try {
      byte[] key = Base64.getDecoder().decode(tags.compact("p"));
      return switch (tags.value("k", "rsa")) {
        case "rsa" -> rsa(key, isTesting, isStrict);
        case "ed25519" -> ed25519(key, isTesting, isStrict);
        default -> new Unusable("keys of this kind are not known: " + tags.value("k", ""));
      };
    } catch (IllegalArgumentException | GeneralSecurityException _) {
      return new Unusable("the key can't be read");
    }
  }

  private static boolean names(TagList tags, String tag, String word) {
    return Arrays.asList(tags.compact(tag).split(":")).contains(word);
  }

  private static KeyRecord rsa(byte[] key, boolean isTesting, boolean isStrict)
      throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(Der.isBareRsaKey(key) ? Der.wrap(key) : key);
    if (!(KeyFactory.getInstance("RSA").generatePublic(spec) instanceof RSAPublicKey rsa)) {
      return new Unusable("the key is not what it says");
    }
    int bits = rsa.getModulus().bitLength();
    if (bits < LEAST_BITS || bits > MOST_BITS || rsa.getPublicExponent().bitLength() > 64) {
      return new Unusable("RSA keys of " + bits + " bits are not taken");
    }
    return rsa.getModulus().signum() > 0 && rsa.getPublicExponent().compareTo(BigInteger.ONE) > 0
        ? new Usable(SignatureAlgorithm.RSA_SHA256, rsa, isTesting, isStrict)
        : new Unusable("the key is not one of RSA");
  }

  /// @rfc 8463 §4.2
  private static KeyRecord ed25519(byte[] key, boolean isTesting, boolean isStrict)
      throws GeneralSecurityException {
    if (key.length != 32) {
      return new Unusable("a key of Ed25519 has 32 octets");
    }
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
    wrapped.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100")); // RFC 8410 §4
    wrapped.writeBytes(key);
    X509EncodedKeySpec spec = new X509EncodedKeySpec(wrapped.toByteArray());
    PublicKey read = KeyFactory.getInstance("Ed25519").generatePublic(spec);
    return new Usable(SignatureAlgorithm.ED25519_SHA256, read, isTesting, isStrict);
  }
}
