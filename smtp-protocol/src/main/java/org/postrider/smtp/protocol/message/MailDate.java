// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// The date-time of header fields, always in UTC: `Mon, 23 Nov 2026 09:05:00 +0000`.
///
/// @rfc 5322 §3.3
public final class MailDate {
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private MailDate() {}

  /// The moment as text.
  public static String of(Instant moment) {
    LocalDateTime at = LocalDateTime.ofEpochSecond(moment.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(31);
    text.append(DAYS[at.getDayOfWeek().getValue() - 1]).append(", ");
    two(text, at.getDayOfMonth(), ' ');
    text.append(MONTHS[at.getMonthValue() - 1]).append(' ').append(at.getYear()).append(' ');
    two(text, at.getHour(), ':');
    two(text, at.getMinute(), ':');
    two(text, at.getSecond(), ' ');
    return text.append("+0000").toString();
  }

  private static void two(StringBuilder text, int number, char then) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10)).append(then);
  }
}
