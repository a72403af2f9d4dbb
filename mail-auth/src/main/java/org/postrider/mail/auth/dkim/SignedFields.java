// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postrider.smtp.protocol.message.HeaderField;

/// The fields of a header section by name, as signatures choose among them. Immutable.
///
/// @rfc 6376 §5.4.2
public final class SignedFields {
  private final Map<String, List<HeaderField>> byName = new HashMap<>();

  /// Of these fields, in the order of the header section.
  public SignedFields(List<HeaderField> fields) {
    for (HeaderField field : fields) {
      byName.computeIfAbsent(key(field.name()), _ -> new ArrayList<>()).add(field);
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /// The fields of this name, from the top.
  public List<HeaderField> named(String name) {
    return List.copyOf(byName.getOrDefault(key(name), List.of()));
  }

  /// What is signed: the fields of these names in canonical form, of each name the lowest that is
  /// left, nothing where none is left; then the signature's own field without its value of `b=` and
  /// without line end.
  ///
  /// @rfc 6376 §3.7
  public byte[] octets(List<String> names, HeaderField signature, Canonicalization form) {
    List<HeaderField> signed = new ArrayList<>();
    Map<String, Integer> left = new HashMap<>();
    for (String name : names) {
      String key = key(name);
      List<HeaderField> fields = byName.getOrDefault(key, List.of());
      int next = left.getOrDefault(key, fields.size()) - 1;
      if (next >= 0 && fields.get(next).equals(signature)) {
        next--; // a signature does not sign itself, RFC 6376 §3.7
      }
      if (next >= 0) {
        signed.add(fields.get(next));
      }
      left.put(key, Math.max(0, next));
    }
    return octets(form, signed, signature);
  }

  /// The same of just these fields, in their order.
  public static byte[] octets(
      Canonicalization form, List<HeaderField> signed, HeaderField signature) {
    Octets octets = new Octets();
    for (HeaderField field : signed) {
      form.field(field, octets);
    }
    form.field(unsigned(signature), octets);
    return octets.without(2);
  }

  /// The field without the value of its `b=`.
  static HeaderField unsigned(HeaderField field) {
    byte[] octets = field.octets();
    Octets left = new Octets();
    boolean hasEnd = octets.length >= 2 && octets[octets.length - 2] == '\r';
    int end = hasEnd ? octets.length - 2 : octets.length;
    int at = indexOf(octets, ':', 0, end) + 1;
    left.put(octets, 0, at);
    while (at < end) {
      int next = Math.min(end, indexOf(octets, ';', at, end) + 1);
      int equals = indexOf(octets, '=', at, next);
      boolean isSignature = isNamedB(octets, at, equals);
      if (isSignature && equals < next) {
        left.put(octets, at, equals + 1);
        left.put(octets, octets[next - 1] == ';' ? next - 1 : next, next);
      } else {
        left.put(octets, at, next);
      }
      at = next;
    }
    left.put(octets, end, octets.length);
    return new HeaderField(field.name(), left.without(0));
  }

  private static int indexOf(byte[] octets, char wanted, int from, int to) {
    int at = from;
    while (at < to && octets[at] != wanted) {
      at++;
    }
    return at;
  }

  private static boolean isNamedB(byte[] octets, int from, int to) {
    int letters = 0;
    for (int i = from; i < to; i++) {
      if (octets[i] > ' ' || octets[i] < 0) {
        letters += octets[i] == 'b' ? 1 : 2;
      }
    }
    return letters == 1;
  }
}
