// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.limits;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.plugins.api.Memory;

/// One line of the configuration: `100 messages per account in 1h`.
///
/// @param most how many are still within it; for octets, how many octets
record Limit(long most, What what, Whose whose, Duration period, String source) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)? ([a-z]+) per ([a-z]+) in (\\d{1,6})(s|m|h|d)");

  /// What is counted.
  enum What {
    CONNECTIONS,
    MESSAGES,
    RECIPIENTS,
    OCTETS
  }

  /// For whom.
  enum Whose {
    /// The client's address.
    ADDRESS,
    /// The client's network: /24 or /64.
    NETWORK,
    /// Who has authenticated; nobody else is counted.
    ACCOUNT,
    /// The sender's mailbox; the null sender is not counted.
    SENDER,
    /// The domain of the sender's mailbox; the null sender is not counted.
    DOMAIN
  }

  /// Throws `IllegalArgumentException` with a sentence about `text`.
  static Limit parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not like \"100 messages per account in 1h\"");
    }
    What what = one(What.values(), form.group(3), text);
    Whose whose = one(Whose.values(), form.group(4), text);
    boolean hasUnit = form.group(2) != null;
    if (hasUnit != (what == What.OCTETS)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": octets, and nothing else, have a unit such as MiB");
    }
    if (what == What.CONNECTIONS && whose != Whose.ADDRESS && whose != Whose.NETWORK) {
      throw new IllegalArgumentException(
          "\"" + text + "\": connections are counted per address or network");
    }
    Duration period = period(Long.parseLong(form.group(5)), form.group(6));
    if (!period.isPositive() || period.compareTo(Memory.LONGEST_TIME) > 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\": the time has to be more than 0s and at most 400d");
    }
    return new Limit(
        Long.parseLong(form.group(1)) * (hasUnit ? unit(form.group(2)) : 1),
        what,
        whose,
        period,
        text);
  }

  private static <T extends Enum<T>> T one(T[] all, String word, String text) {
    for (T each : all) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    List<String> words =
        List.of(all).stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    throw new IllegalArgumentException(
        "\"" + text + "\": " + word + " is none of " + String.join(", ", words));
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      default -> 1L << 30;
    };
  }

  private static Duration period(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
