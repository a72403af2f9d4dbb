// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tags and their values, as signatures, keys and policies are written: `v=1; a=rsa-sha256`. Names
/// keep their case; values keep the white space within. Immutable.
///
/// @rfc 6376 §3.2
public final class TagList {
  private static final int LONGEST = 64 * 1024;
  private static final int MOST = 100;

  private final Map<String, String> tags;

  private TagList(Map<String, String> tags) {
    this.tags = tags;
  }

  /// Reads it; null for what is none: a tag without name or twice, more than 100 tags, more than 64
  /// Ki characters.
  public static @Nullable TagList parse(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length() && text.length() <= LONGEST) {
      int end = text.indexOf(';', at);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', at);
      if (equals < 0 || equals >= end) {
        boolean isLast = end >= text.length() - 1 && trimmed(text, at, end).isEmpty();
        return isLast && !tags.isEmpty() ? new TagList(tags) : null;
      }
      String name = trimmed(text, at, equals);
      String value = trimmed(text, equals + 1, end);
      if (!isName(name) || tags.put(name, value) != null || tags.size() > MOST) {
        return null;
      }
      at = end + 1;
    }
    return tags.isEmpty() || text.length() > LONGEST ? null : new TagList(tags);
  }

  private static String trimmed(String text, int from, int to) {
    int first = from;
    int last = to;
    while (first < last && isSpace(text.charAt(first))) {
      first++;
    }
    while (first < last && isSpace(text.charAt(last - 1))) {
      last--;
    }
    return text.substring(first, last);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && (i == 0 || !((c >= '0' && c <= '9') || c == '_'))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// Whether the tag is there.
  public boolean has(String name) {
    return tags.containsKey(name);
  }

  /// Whether this tag is there and first.
  public boolean beginsWith(String name) {
    return tags.keySet().iterator().next().equals(name);
  }

  /// The value, or `otherwise` where there is no such tag.
  public String value(String name, String otherwise) {
    return tags.getOrDefault(name, otherwise);
  }

  /// The value without any white space in it, or `""`.
  public String compact(String name) {
    String value = value(name, "");
    StringBuilder compact = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (!isSpace(value.charAt(i))) {
        compact.append(value.charAt(i));
      }
    }
    return compact.toString();
  }
}
