// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.smtp.protocol.address.Domain;

/// One line of the configuration: a list, which of its answers are meant, and what being listed so
/// is worth: `zen.example.org`, `zen.example.org=127.0.0.[2..11] 3`, `allow.example.org -2`.
///
/// @param zone the list's domain, without a trailing dot
record Listing(String zone, Codes codes, int score) {
  private static final Pattern FORM =
      Pattern.compile("([^\\s=]+?)\\.?(?:=(\\S+))?(?:\\s+(-?\\d{1,4}))?");

  /// Throws `IllegalArgumentException` with a sentence about `text`.
  static Listing parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a domain, perhaps =CODES, and perhaps a blank and a score");
    }
    String zone;
    try {
      zone = Domain.of(form.group(1)).key();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + text + "\": " + e.getMessage(), e);
    }
    return new Listing(
        zone,
        form.group(2) == null ? Codes.ANY : Codes.parse(form.group(2)),
        form.group(3) == null ? 1 : Integer.parseInt(form.group(3)));
  }
}
