// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a certificate chain and its private key from PEM files and checks that they belong
/// together. What is wrong is an `IOException` that names the file and says what would be right.
///
/// @rfc 7468 §5
/// @rfc 7468 §10
final class PemFiles {
  private static final int MOST_OCTETS = 1 << 20;
  private static final byte[] RSA_ALGORITHM = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC_ALGORITHM = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  /// A chain, the server's own certificate first, and the key of that one.
  record Identity(PrivateKey key, List<X509Certificate> chain) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(String label, byte[] content) {}

  private PemFiles() {}

  static Identity read(CertificateFiles files) throws IOException {
    List<X509Certificate> chain = chain(files.certificate());
    PrivateKey key = key(files.key());
    if (!belongTogether(key, chain.getFirst())) {
      throw new IOException(
          "the private key in "
              + files.key()
              + " is not the key of the first certificate in "
              + files.certificate());
    }
    return new Identity(key, chain);
  }

  private static List<X509Certificate> chain(Path file) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(file)) {
        if (block.label.equals("CERTIFICATE")) {
          var in = new ByteArrayInputStream(block.content);
          chain.add((X509Certificate) factory.generateCertificate(in));
        }
      }
    } catch (CertificateException e) {
      throw new IOException(file + " holds a certificate that cannot be read", e);
    }
    if (chain.isEmpty()) {
      throw new IOException(file + " holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return chain;
  }

  private static PrivateKey key(Path file) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return pkcs8(file, block.content);
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(file, wrapped(RSA_ALGORITHM, block.content));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(file, wrapped(ecAlgorithm(file, block.content), block.content));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(file + " holds an encrypted key; it must not be encrypted");
        default -> {} // EC PARAMETERS and the like stand before the key
      }
    }
    throw new IOException(file + " holds no private key (-----BEGIN PRIVATE KEY-----)");
  }

  private static PrivateKey pkcs8(Path file, byte[] der) throws IOException {
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      PrivateKey key = keyOf(algorithm, der);
      if (key != null) {
        return key;
      }
    }
    throw new IOException(file + " holds a private key that is not RSA, EC or Ed25519");
  }

  private static @Nullable PrivateKey keyOf(String algorithm, byte[] der) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException _) { // of another kind
      return null;
    }
  }

  /// The file's PEM blocks in order.
  private static List<Block> blocks(Path file) throws IOException {
    String text = text(file);
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = text.indexOf("-----BEGIN ", at);
      int labelEnd = begin < 0 ? -1 : text.indexOf("-----", begin + 11);
      if (labelEnd < 0) {
        return blocks;
      }
      String label = text.substring(begin + 11, labelEnd);
      int end = text.indexOf("-----END " + label + "-----", labelEnd);
      if (end < 0) {
        throw new IOException(file + " is cut short: no end of " + label);
      }
      blocks.add(new Block(label, decoded(file, text.substring(labelEnd + 5, end))));
      at = end + 1;
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(MOST_OCTETS);
      if (octets.length < MOST_OCTETS) {
        return new String(octets, StandardCharsets.ISO_8859_1);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    throw new IOException(file + " is too large to be a PEM file");
  }

  private static byte[] decoded(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not base 64 where it should be", e);
    }
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      byte[] anything = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(anything);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(anything);
      return signer.verify(signature);
    } catch (GeneralSecurityException _) { // a key of another kind than the certificate's
      return false;
    }
  }

  /// PKCS #8 around a traditional key: SEQUENCE { 0, algorithm, OCTET STRING { key } }.
  ///
  /// @rfc 5208 §5
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    byte[] version = {2, 1, 0};
    return tagged(0x30, version, algorithm, tagged(0x04, key));
  }

  /// The algorithm of a traditional EC key, whose curve stands inside it under tag \[0\].
  ///
  /// @rfc 5915 §3
  private static byte[] ecAlgorithm(Path file, byte[] key) throws IOException {
    try {
      int at = skipHeader(key, 0); // into the SEQUENCE
      at = skipHeader(key, at) + 1; // past the version, whose content is one octet
      int secret = skipHeader(key, at);
      at = secret + key[secret - 1]; // a secret of any curve is shorter than 128 octets
      if ((key[at] & 0xff) == 0xa0) {
        int curve = at + 2;
        byte[] oid = Arrays.copyOfRange(key, curve, curve + key[at + 1]);
        return tagged(0x30, EC_ALGORITHM, oid);
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(file + " holds an EC key that is cut short", e);
    }
    throw new IOException(file + " holds an EC key without its curve; convert it to PKCS #8");
  }

  /// Where the content of the DER element at `at` begins.
  private static int skipHeader(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return length < 0x80 ? at + 2 : at + 2 + (length & 0x7f);
  }

  private static byte[] tagged(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    byte[] size = length < 0x80 ? new byte[] {(byte) length} : longLength(length);
    byte[] der = new byte[1 + size.length + length];
    der[0] = (byte) tag;
    System.arraycopy(size, 0, der, 1, size.length);
    int at = 1 + size.length;
    for (byte[] content : contents) {
      System.arraycopy(content, 0, der, at, content.length);
      at += content.length;
    }
    return der;
  }

  private static byte[] longLength(int length) {
    return length < 0x100
        ? new byte[] {(byte) 0x81, (byte) length}
        : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
  }
}
