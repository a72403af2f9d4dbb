// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Text for a header field that old hosts may read too.
///
/// @rfc 2047 §2
final class EncodedText {
  /// Octets of text for each word, which has at most 75 characters in all.
  private static final int MOST = 45;

  private EncodedText() {}

  /// ASCII as it is, without control characters; else as encoded words.
  static String of(String text) {
    String plain = text.replaceAll("\\p{Cntrl}+", " ");
    if (plain.chars().allMatch(c -> c < 128)) {
      return plain;
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(point -> {
          String next = Character.toString(point);
          if (octets(word + next).length > MOST) {
            words.add(encoded(word.toString()));
            word.setLength(0);
          }
          word.append(next);
        });
    words.add(encoded(word.toString()));
    return String.join("\r\n ", words); // RFC 2047 §5: white space between two is not shown
  }

  private static String encoded(String text) {
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets(text)) + "?=";
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
