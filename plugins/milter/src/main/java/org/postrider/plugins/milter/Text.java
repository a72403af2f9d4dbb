// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Octets that a filter says, as text.
final class Text {
  private Text() {}

  /// UTF-8 where it is; else each octet is a letter of ISO 8859-1, so that none is lost.
  static String decoded(byte[] octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException _) { // a field in an old charset
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }
}
