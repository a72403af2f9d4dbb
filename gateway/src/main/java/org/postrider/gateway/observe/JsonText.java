// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Writes JSON into a buffer that is used again. Text from strangers comes out harmless: control
/// characters, what changes the direction of writing, and halves of surrogate pairs are escaped,
/// and very long texts are cut. For one thread at a time.
public final class JsonText {
  /// How many characters of one text are written.
  public static final int LONGEST_TEXT = 2_000;

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out;
  private boolean first = true;

  /// An empty buffer.
  public JsonText() {
    out = new StringBuilder(512);
  }

  /// Forgets what was written.
  public void clear() {
    out.setLength(0);
    first = true;
  }

  /// Begins an object, as a value.
  public JsonText open() {
    separate();
    out.append('{');
    first = true;
    return this;
  }

  /// Begins an object under a name.
  public JsonText open(String name) {
    return named(name).open();
  }

  /// Ends an object.
  public JsonText close() {
    out.append('}');
    first = false;
    return this;
  }

  /// Begins a list under a name.
  public JsonText list(String name) {
    named(name);
    out.append('[');
    first = true;
    return this;
  }

  /// Ends a list.
  public JsonText end() {
    out.append(']');
    first = false;
    return this;
  }

  /// A text.
  public JsonText text(String name, String value) {
    return named(name).item(value);
  }

  /// A text unless it is empty or null.
  public JsonText some(String name, @Nullable String value) {
    return value == null || value.isEmpty() ? this : text(name, value);
  }

  /// A text in a list.
  public JsonText item(String value) {
    separate();
    quoted(value);
    return this;
  }

  /// A whole number.
  public JsonText number(String name, long value) {
    named(name);
    out.append(value);
    first = false;
    return this;
  }

  /// A number with three digits after the point, from thousandths.
  public JsonText thousandths(String name, long value) {
    named(name);
    long whole = Math.max(0, value);
    int rest = (int) (whole % 1_000);
    out.append(whole / 1_000).append('.').append((char) ('0' + rest / 100));
    out.append((char) ('0' + rest / 10 % 10)).append((char) ('0' + rest % 10));
    first = false;
    return this;
  }

  /// True or false.
  public JsonText flag(String name, boolean value) {
    named(name);
    out.append(value);
    first = false;
    return this;
  }

  /// A moment, in UTC.
  public JsonText time(String name, Instant value) {
    return text(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /// Ends the line.
  public JsonText line() {
    out.append('\n');
    first = true;
    return this;
  }

  /// How much was written.
  public int length() {
    return out.length();
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private JsonText named(String name) {
    separate();
    out.append('"').append(name).append("\":");
    first = true;
    return this;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quoted(String text) {
    out.append('"');
    int length = Math.min(text.length(), LONGEST_TEXT);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 127) {
        out.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (isHarmless(c)) {
        out.append(c);
      } else {
        escaped(c);
      }
    }
    if (length < text.length()) {
      out.append('…');
    }
    out.append('"');
  }

  private static boolean isHarmless(char c) {
    return c >= 160
        && !Character.isSurrogate(c)
        && Character.getType(c) != Character.FORMAT
        && Character.getType(c) != Character.LINE_SEPARATOR
        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
  }

  private void escaped(char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX.charAt(c >> 12))
              .append(HEX.charAt((c >> 8) & 15))
              .append(HEX.charAt((c >> 4) & 15))
              .append(HEX.charAt(c & 15));
    }
  }
}
