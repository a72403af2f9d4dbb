// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// Decodes the encoded words of a field's value; what is not well-formed stays as it is.
///
/// @rfc 2047 §2
final class EncodedWords {
  private static final Pattern WORD =
      Pattern.compile("=\\?([!->@-~]+)\\?([BbQq])\\?([!->@-~]*)\\?=");
  private static final Pattern BETWEEN = Pattern.compile("\\?=[ \t]+=\\?");

  private EncodedWords() {}

  static String decode(String value) {
    // RFC 2047 §6.2: white space between two encoded words is not shown
    Matcher word = WORD.matcher(BETWEEN.matcher(value).replaceAll("?==?"));
    StringBuilder text = new StringBuilder();
    while (word.find()) {
      word.appendReplacement(text, Matcher.quoteReplacement(decoded(word)));
    }
    return word.appendTail(text).toString();
  }

  private static String decoded(Matcher word) {
    try {
      boolean isBase64 = word.group(2).equalsIgnoreCase("B");
      byte[] octets = isBase64 ? Base64.getDecoder().decode(word.group(3)) : q(word.group(3));
      return new String(octets, charset(word.group(1)));
    } catch (IllegalArgumentException _) {
      return word.group(); // no such charset, or no such encoding: shown as it was written
    }
  }

  /// A charset may be followed by a language (RFC 2231 §5).
  private static Charset charset(String name) {
    int star = name.indexOf('*');
    return Charset.forName((star < 0 ? name : name.substring(0, star)).toLowerCase(Locale.ROOT));
  }

  private static byte[] q(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '_') {
        octets.write(' ');
      } else if (encoded[i] == '=') {
        octets.write(Integer.parseInt(text, i + 1, Math.min(i + 3, encoded.length), 16));
        i += 2;
      } else {
        octets.write(encoded[i]);
      }
    }
    return octets.toByteArray();
  }
}
