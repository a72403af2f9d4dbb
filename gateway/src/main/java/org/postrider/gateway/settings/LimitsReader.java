// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.HostLimits;

/// Reads how much next hops are given, in whichever table that stands.
final class LimitsReader {
  private static final String ANY = "any";
  private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,8})/(.+)");
  private static final Pattern HOST = Pattern.compile("(?:\\*\\.)?[\\p{Alnum}._:/-]+");

  private LimitsReader() {}

  /// What a table says; for what it does not say, `others`.
  static HopLimits limits(Fields fields, HopLimits others) {
    return new HopLimits(
        fields.numberOr("connections-per-hop", others.connections()),
        fields.numberOr("messages-per-connection", others.messages()),
        fields.numberOr("recipients-per-message", others.recipients()),
        fields.has("rate") ? rate(fields) : others.rate(),
        fields.numberOr("share", others.share()));
  }

  /// What a route says; null where it says nothing.
  static @Nullable HopLimits routed(Fields fields, HopLimits others) {
    boolean says = DeliveryKeys.LIMITS.stream().anyMatch(key -> fields.has(key.name()));
    return says ? limits(fields, others) : null;
  }

  /// What the `[[hop]]` tables say.
  static List<HostLimits> hosts(List<Fields> tables, HopLimits others) {
    List<HostLimits> limits = new ArrayList<>();
    for (Fields fields : tables) {
      fields.require("hosts");
      List<String> hosts =
          fields
              .block()
              .list(
                  "hosts",
                  List.of(),
                  "names of hosts such as [\"mx.example.org\", \"*.example.net\"]",
                  LimitsReader::host);
      if (fields.has("hosts") && hosts.isEmpty()) {
        fields.block().complain("hosts", "names no host, wanted at least one");
      }
      limits.add(new HostLimits(hosts, limits(fields, others)));
    }
    return limits;
  }

  private static Optional<String> host(String text) {
    return HOST.matcher(text).matches()
        ? Optional.of(text.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static HopLimits.@Nullable Rate rate(Fields fields) {
    List<HopLimits.Rate> rate =
        fields
            .block()
            .as(
                "rate",
                List.of(),
                "a number of messages and a time, such as \"600/1h\", or \"any\"",
                LimitsReader::rate);
    return rate.isEmpty() ? null : rate.getFirst();
  }

  /// A rate, or none where there is no limit.
  private static Optional<List<HopLimits.Rate>> rate(String text) {
    if (text.equals(ANY)) {
      return Optional.of(List.of());
    }
    Matcher rate = RATE.matcher(text);
    return rate.matches()
        ? Quantities.duration(rate.group(2))
            .filter(Duration::isPositive)
            .map(period -> List.of(new HopLimits.Rate(Integer.parseInt(rate.group(1)), period)))
        : Optional.empty();
  }
}
