// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The TXT record that says that a domain has an MTA-STS policy.
///
/// @rfc 8461 §3.1
final class StsRecord {
  private static final Pattern VERSION = Pattern.compile("v=STSv1[ \t]*;.*", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\\x21-\\x3A\\x3C\\x3E-\\x7E]+");
  private static final Pattern ID = Pattern.compile("id=[A-Za-z0-9]{1,32}");

  private StsRecord() {}

  /// The policy's id by the texts at `_mta-sts.DOMAIN`; empty where there is no policy, which is so
  /// too where there is more than one record or a wrong one.
  static Optional<String> id(List<String> texts) {
    List<String> records = texts.stream().filter(text -> VERSION.matcher(text).matches()).toList();
    return records.size() == 1 ? idOf(records.getFirst()) : Optional.empty();
  }

  private static Optional<String> idOf(String record) {
    String id = null;
    String[] fields = record.split(";"); // drops what is empty at the end
    for (int i = 1; i < fields.length; i++) {
      String field = fields[i].strip();
      if (!FIELD.matcher(field).matches()) {
        return Optional.empty();
      }
      if (field.startsWith("id=") && id == null) {
        if (!ID.matcher(field).matches()) {
          return Optional.empty();
        }
        id = field.substring(3);
      }
    }
    return Optional.ofNullable(id);
  }
}
