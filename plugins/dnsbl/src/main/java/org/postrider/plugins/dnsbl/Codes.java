// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which addresses of a list's answers count: `127.0.0.2`, or with ranges and choices for an octet
/// `127.0.[0..255].[1;3..5]`. Immutable.
///
/// @param octets for each of the four, which values are meant
record Codes(List<List<Range>> octets) {
  private static final String PART = "\\d{1,3}(?:\\.\\.\\d{1,3})?";
  private static final String OCTET = "(\\d{1,3}|\\[" + PART + "(?:;" + PART + ")*])";
  private static final Pattern FORM =
      Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);

  /// Any that is no error.
  static final Codes ANY = parse("127.[0..255].[0..255].[0..255]");

  /// Values from one to another, both included.
  record Range(int least, int most) {
    boolean has(int value) {
      return value >= least && value <= most;
    }
  }

  /// Throws `IllegalArgumentException` with a sentence.
  static Codes parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no address such as 127.0.0.2 or 127.0.0.[2..11]");
    }
    List<List<Range>> octets = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      octets.add(ranges(form.group(i)));
    }
    return new Codes(List.copyOf(octets));
  }

  private static List<Range> ranges(String octet) {
    List<Range> ranges = new ArrayList<>();
    for (String part : octet.replaceAll("[\\[\\]]", "").split(";")) {
      String[] ends = part.split("\\.\\.");
      Range range = new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
      if (range.least > range.most || range.most > 255) {
        throw new IllegalArgumentException("\"" + part + "\" is no octet, nor a range of them");
      }
      ranges.add(range);
    }
    return List.copyOf(ranges);
  }

  boolean has(Inet4Address address) {
    byte[] value = address.getAddress();
    for (int i = 0; i < value.length; i++) {
      int octet = value[i] & 0xff;
      if (octets.get(i).stream().noneMatch(range -> range.has(octet))) {
        return false;
      }
    }
    return true;
  }

  /// Whether an answer says that the list does not want to be asked, or not so, or not by us: all
  /// lists of note use 127.255.255.0/24 for that.
  static boolean isRefusal(Inet4Address address) {
    byte[] value = address.getAddress();
    return value[0] == 127 && value[1] == -1 && value[2] == -1;
  }
}
