// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Verdict;

/// What is done with a message in which something was found.
public enum Treatment {
  /// Taken as if nothing had been found.
  PASS,
  /// Taken, and the finding shows in its header section.
  MARK,
  /// Taken, and kept for an operator.
  HOLD,
  /// Taken, and thrown away.
  DISCARD,
  /// Refused for now.
  DEFER,
  /// Refused for good.
  REFUSE;

  /// Those that fit where there is nothing to mark a message with.
  public static final Set<Treatment> UNMARKED =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(MARK)));

  /// Reads a treatment from the settings, one of `allowed`.
  public static Treatment read(
      Settings settings, String key, Treatment absent, Set<Treatment> allowed) {
    String text = settings.text(key, absent.word());
    return allowed.stream()
        .filter(each -> each.word().equals(text))
        .findFirst()
        .orElseThrow(() -> settings.wrong(key, "has to be one of " + words(allowed)));
  }

  /// How the treatments are written, for error messages.
  public static String words(Set<Treatment> treatments) {
    return treatments.stream().map(Treatment::word).collect(Collectors.joining(", "));
  }

  /// How it is written in the configuration.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The verdict on a message with this finding.
  public ContentVerdict of(Finding finding) {
    return switch (this) {
      case PASS -> taken(finding.always());
      case MARK ->
          taken(Stream.concat(finding.always().stream(), finding.marks().stream()).toList());
      case HOLD -> new ContentVerdict.Hold(finding.detail());
      case DISCARD -> new ContentVerdict.Discard(finding.detail());
      case DEFER -> refusal(451, "4.7.1", finding);
      case REFUSE -> refusal(550, "5.7.1", finding);
    };
  }

  private static ContentVerdict taken(List<Change> changes) {
    return changes.isEmpty() ? Verdict.pass() : new ContentVerdict.Amend(changes);
  }

  private static Verdict refusal(int code, String status, Finding finding) {
    return Verdict.refuse(Refusal.of(code, status, finding.text()).because(finding.detail()));
  }
}
