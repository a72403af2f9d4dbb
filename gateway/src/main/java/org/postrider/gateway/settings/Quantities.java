// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times and sizes as people write them: `90s`, `1h30m`, `50MiB`.
public final class Quantities {
  private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d))+");
  private static final Pattern TERM = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB|TiB)");

  private Quantities() {}

  /// A time, or nothing where the text is none.
  public static Optional<Duration> duration(String text) {
    if (!DURATION.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (Matcher term = TERM.matcher(text); term.find(); ) {
      long count = Long.parseLong(term.group(1));
      sum =
          sum.plus(
              switch (term.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              });
    }
    return Optional.of(sum);
  }

  /// A number of octets, or nothing where the text is none.
  public static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int shift =
        switch (matcher.group(2)) {
          case "B" -> 0;
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    long count = Long.parseLong(matcher.group(1));
    return count > (Long.MAX_VALUE >> shift) ? Optional.empty() : Optional.of(count << shift);
  }

  /// A time in the fewest units that say it exactly.
  public static String text(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    term(text, duration.toDays(), "d");
    term(text, duration.toHoursPart(), "h");
    term(text, duration.toMinutesPart(), "m");
    term(text, duration.toSecondsPart(), "s");
    term(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void term(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }

  /// A number of octets in the largest unit that says it exactly.
  public static String text(long octets) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long count = octets;
    while (unit < units.length - 1 && count != 0 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return count + units[unit];
  }
}
