// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import com.ongres.saslprep.SASLprep;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Reads what clients send during authentication: base64, UTF-8 and names. Total functions: what
/// cannot be read is empty. Any thread.
public final class SaslText {
  private static final SASLprep PREPARATION = new SASLprep();

  private SaslText() {}

  /// The octets of a response line. Only whole, canonical base64 is read: no blanks, no missing or
  /// misplaced padding, no stray bits. `*`, which cancels, is not base64 and for the driver to see.
  ///
  /// @rfc 4954 §4
  public static Optional<byte[]> response(String line) {
    if (line.length() % 4 != 0) {
      return Optional.empty();
    }
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    // Java ignores bits that padding makes surplus; two spellings of one secret help nobody.
    return Base64.getEncoder().encodeToString(octets).equals(line)
        ? Optional.of(octets)
        : Optional.empty();
  }

  /// The octets of the argument of AUTH, where `=` stands for an empty response (RFC 4954 §4).
  public static Optional<byte[]> initialResponse(String argument) {
    return argument.equals("=") ? Optional.of(new byte[0]) : response(argument);
  }

  /// Text from UTF-8; empty for octets that are none.
  static Optional<String> utf8(byte[] octets) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /// A name or password prepared for comparison; empty where preparation fails or leaves nothing,
  /// and then verification has to fail (RFC 4616 §2).
  static Optional<String> prepared(String text) {
    try {
      return Optional.of(PREPARATION.prepareQuery(text)).filter(result -> !result.isEmpty());
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      // stringprep 2.2 throws the second where every character maps to nothing.
      return Optional.empty();
    }
  }
}
