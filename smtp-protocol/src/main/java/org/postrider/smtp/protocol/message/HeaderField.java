// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One field of a header section, with the octets it came with or will go out with. Immutable.
///
/// @param name as it is written, without the white space that may stand before the colon
/// @param octets the whole field, folds and last CR LF among them; not copied, not to be changed
/// @rfc 5322 §2.2
@SuppressWarnings("ArrayRecordComponent") // two fields are the same where they came as the same
public record HeaderField(String name, byte[] octets) {

  /// A field to be written, in UTF-8. A blank is put behind the colon unless `value` begins with
  /// white space or a fold of its own. Throws `IllegalArgumentException` for what would not be one
  /// field: `name` has to be printable ASCII without colon, and `value` may have CR or LF only to
  /// fold (CR LF and white space), and no NUL.
  ///
  /// @rfc 5322 §2.2.3
  public static HeaderField of(String name, String value) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 127 || c == ':')) {
      throw new IllegalArgumentException("no field name: " + name);
    }
    String unfolded = value.replaceAll("\r\n(?=[ \t])", "");
    if (unfolded.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException("no field value: bare CR, LF or NUL in " + name);
    }
    boolean begun = !value.isEmpty() && " \t\r".indexOf(value.charAt(0)) >= 0;
    String text = name + (begun ? ":" : ": ") + value + "\r\n";
    return new HeaderField(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// What stands behind the colon, without the last CR LF.
  public byte[] value() {
    int colon = 0;
    while (colon < octets.length && octets[colon] != ':') {
      colon++;
    }
    int end = octets.length;
    if (end >= 2 && octets[end - 2] == '\r' && octets[end - 1] == '\n') {
      end -= 2;
    }
    return Arrays.copyOfRange(octets, Math.min(colon + 1, end), end);
  }
}
