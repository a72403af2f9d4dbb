// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The fields of a header section in their order, to be changed; those that are left alone keep
/// every octet. For one thread.
///
/// @rfc 5322 §2.2
public final class HeaderFields {
  private final List<HeaderField> fields = new ArrayList<>();

  /// No fields.
  public HeaderFields() {}

  /// The fields of a header section as [HeaderScan] has measured it, with or without the empty
  /// line.
  public static HeaderFields parse(byte[] section) {
    HeaderFields parsed = new HeaderFields();
    int from = 0;
    while (from < section.length && section[from] != '\r') {
      int to = from;
      do {
        to = endOfLine(section, to);
      } while (to < section.length && (section[to] == ' ' || section[to] == '\t'));
      byte[] field = Arrays.copyOfRange(section, from, to);
      parsed.fields.add(new HeaderField(name(field), field));
      from = to;
    }
    return parsed;
  }

  private static int endOfLine(byte[] octets, int from) {
    int at = from;
    while (at < octets.length && octets[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, octets.length);
  }

  /// What stands before the colon, without the white space of RFC 5322 §4.5.8.
  private static String name(byte[] field) {
    int end = 0;
    while (end < field.length && field[end] != ':' && field[end] != ' ' && field[end] != '\t') {
      end++;
    }
    return new String(field, 0, end, StandardCharsets.ISO_8859_1);
  }

  /// The fields as they are now; a view.
  public List<HeaderField> all() {
    return Collections.unmodifiableList(fields);
  }

  /// Puts a field before the one at `position`, counted from 0; at the end where there are not so
  /// many.
  public void insert(int position, HeaderField field) {
    fields.add(Math.min(position, fields.size()), field);
  }

  /// Puts `field` in the place of the `occurrence`th of its name, counted from 1; at the end where
  /// there are not so many.
  public void replace(int occurrence, HeaderField field) {
    int at = find(field.name(), occurrence);
    if (at < 0) {
      fields.add(field);
    } else {
      fields.set(at, field);
    }
  }

  /// Takes out the `occurrence`th field of this name, counted from 1; nothing where there are not
  /// so many.
  public void delete(String name, int occurrence) {
    int at = find(name, occurrence);
    if (at >= 0) {
      fields.remove(at);
    }
  }

  private int find(String name, int occurrence) {
    int left = occurrence;
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name) && --left == 0) { // RFC 5322 §1.2.2
        return i;
      }
    }
    return -1;
  }

  /// The octets of some fields, one after the other.
  public static byte[] octets(List<HeaderField> fields) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (HeaderField field : fields) {
      octets.writeBytes(field.octets());
    }
    return octets.toByteArray();
  }
}
