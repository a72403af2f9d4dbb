// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;

/// The policies at a domain and above it, up to where one says that this is the end: at most eight
/// questions. Immutable.
///
/// @param start where it began
/// @param found what was found, from the longest name on
/// @param problem why it is not whole, `""` where it is
///
/// @rfc 9989
record TreeWalk(String start, List<Found> found, String problem) {
  private static final int MOST_LABELS = 7;

  /// A policy and where it is.
  record Found(String domain, DmarcRecord record) {}

  /// Walks; `asked` says what there is at a name.
  static TreeWalk from(String start, Function<String, Answer> asked) {
    List<Found> found = new ArrayList<>();
    String at = start;
    while (at != null) {
      switch (asked.apply(at)) {
        case Answer.Unsure(String reason) -> {
          return new TreeWalk(start, List.copyOf(found), reason);
        }
        case Answer.One(DmarcRecord record) -> {
          found.add(new Found(at, record));
          at = record.suffix() == DmarcRecord.Suffix.UNKNOWN ? above(at) : null;
        }
        case Answer.Nothing _ -> at = above(at);
      }
    }
    return new TreeWalk(start, List.copyOf(found), "");
  }

  /// What there is at one name.
  sealed interface Answer {
    /// A policy.
    record One(DmarcRecord record) implements Answer {}

    /// None, or several, which is as good as none.
    record Nothing() implements Answer {}

    /// Nobody can say.
    record Unsure(String reason) implements Answer {}
  }

  static Answer ask(String domain, DnsLookup lookup) {
    DnsAnswer<String> answer = lookup.texts("_dmarc." + domain);
    if (answer instanceof DnsAnswer.Failed(String reason)) {
      return new Answer.Unsure(reason);
    }
    List<DmarcRecord> records = new ArrayList<>();
    for (String text : answer.records()) {
      DmarcRecord record = DmarcRecord.parse(text);
      if (record != null) {
        records.add(record);
      }
    }
    return records.size() == 1 ? new Answer.One(records.getFirst()) : new Answer.Nothing();
  }

  /// The name above; of a long one the last seven labels.
  private static @Nullable String above(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return null;
    }
    String above = name.substring(dot + 1);
    int from = above.length();
    for (int labels = 0; labels < MOST_LABELS && from >= 0; labels++) {
      from = above.lastIndexOf('.', from - 1);
    }
    return from < 0 ? above : above.substring(from + 1);
  }

  /// The domain of whoever answers for the names around it.
  String organization() {
    for (Found each : found) {
      switch (each.record.suffix()) {
        case NO -> {
          return each.domain;
        }
        case YES -> {
          return each.domain.equals(start) ? start : oneBelow(each.domain);
        }
        case UNKNOWN -> {}
      }
    }
    return found.isEmpty() ? start : found.getLast().domain;
  }

  private String oneBelow(String suffix) {
    int end = start.length() - suffix.length() - 1;
    return start.substring(start.lastIndexOf('.', end - 1) + 1);
  }

  /// The policy that holds for the domain where the walk began: its own, its organization's, or the
  /// public suffix's; null where there is none.
  @Nullable Found policy() {
    String organization = organization();
    Found suffix = null;
    for (Found each : found) {
      if (each.domain.equals(start) || each.domain.equals(organization)) {
        return each;
      }
      suffix = each.record.suffix() == DmarcRecord.Suffix.YES ? each : suffix;
    }
    return suffix;
  }
}
