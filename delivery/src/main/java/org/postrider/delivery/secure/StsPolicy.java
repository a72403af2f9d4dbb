// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.smtp.wire.HostNames;

/// A domain's MTA-STS policy: which hosts take its mail, and whether others are to be refused.
/// Immutable.
///
/// @param mode what becomes of a host that does not fulfil it
/// @param mx patterns of host names
/// @param maxAge how long it holds after it was fetched
/// @rfc 8461 §3.2
public record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
  /// What becomes of a host that does not fulfil the policy.
  public enum Mode {
    /// It gets no mail.
    ENFORCE,
    /// It gets mail all the same.
    TESTING,
    /// There is no policy any more.
    NONE
  }

  private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):(.*)");
  private static final Pattern MX =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
  private static final long MOST_SECONDS = 31_557_600;

  /// Copies the list.
  public StsPolicy {
    mx = List.copyOf(mx);
  }

  /// From the text that the policy's host serves; empty where it is no policy.
  static Optional<StsPolicy> parse(String text) {
    Map<String, String> first = new HashMap<>();
    List<String> mx = new ArrayList<>();
    for (String line : text.split("\r?\n")) {
      var field = FIELD.matcher(line.stripTrailing());
      if (field.matches()) {
        String value = field.group(2).strip();
        if (field.group(1).equals("mx")) {
          mx.add(value);
        } else {
          first.putIfAbsent(field.group(1), value); // RFC 8461 §3.2: the first counts
        }
      } else if (!line.isBlank()) {
        return Optional.empty();
      }
    }
    return policy(first, mx);
  }

  private static Optional<StsPolicy> policy(Map<String, String> fields, List<String> mx) {
    Optional<Mode> mode = mode(fields.getOrDefault("mode", ""));
    String age = fields.getOrDefault("max_age", "");
    boolean right =
        fields.getOrDefault("version", "").equals("STSv1")
            && mode.isPresent()
            && SECONDS.matcher(age).matches()
            && mx.stream().allMatch(each -> MX.matcher(each).matches())
            && (!mx.isEmpty() || mode.get() == Mode.NONE);
    if (!right) {
      return Optional.empty();
    }
    long seconds = Math.min(MOST_SECONDS, Long.parseLong(age));
    return Optional.of(new StsPolicy(mode.get(), mx, Duration.ofSeconds(seconds)));
  }

  private static Optional<Mode> mode(String word) {
    return switch (word) {
      case "enforce" -> Optional.of(Mode.ENFORCE);
      case "testing" -> Optional.of(Mode.TESTING);
      case "none" -> Optional.of(Mode.NONE);
      default -> Optional.empty();
    };
  }

  /// Whether the policy wants hosts refused.
  public boolean isEnforced() {
    return mode == Mode.ENFORCE;
  }

  /// Whether a host is among those that take the domain's mail.
  ///
  /// @rfc 8461 §4.1
  public boolean allows(String host) {
    return mx.stream().anyMatch(pattern -> HostNames.fits(pattern, host));
  }

  /// As it would be served.
  String text() {
    StringBuilder text = new StringBuilder("version: STSv1\n");
    text.append("mode: ").append(mode.name().toLowerCase(Locale.ROOT)).append('\n');
    mx.forEach(each -> text.append("mx: ").append(each).append('\n'));
    return text.append("max_age: ").append(maxAge.toSeconds()).append('\n').toString();
  }
}
