// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one rule found, weighed against the exceptions that stand in `house/exceptions.tsv`. That
/// list may only shrink: an exception that is wider than what it excuses is a finding itself.
final class Findings {
  private static final String LIST = "gateway/src/test/resources/house/exceptions.tsv";

  private final String rule;
  private final Map<String, Integer> measures = new HashMap<>();
  private final Map<String, String> messages = new HashMap<>();

  Findings(String rule) {
    this.rule = rule;
  }

  /// Notes that `subject` (a file, or a file, `#` and a member) breaks the rule; `measure` says by
  /// how much, in the rule's own unit.
  void add(String subject, int line, int measure, String what) {
    if (measure >= measures.getOrDefault(subject, 0)) {
      measures.put(subject, measure);
      messages.put(subject, subject.replaceFirst("#.*", "") + ":" + line + ": " + what);
    }
  }

  /// Everything found, excused or not.
  List<String> all() {
    return messages.values().stream().sorted().toList();
  }

  /// What has to be done, one sentence each; empty where the house is in order.
  List<String> open() {
    var open = new ArrayList<String>();
    Map<String, Integer> excused = excused();
    measures.forEach((subject, measure) -> {
      if (measure > excused.getOrDefault(subject, 0)) {
        open.add(messages.get(subject) + " [" + rule + " " + subject + " " + measure + "]");
      }
    });
    excused.forEach((subject, allowed) -> {
      int measure = measures.getOrDefault(subject, 0);
      if (measure < allowed) {
        String now = measure == 0 ? "needs none any more" : "is now " + measure;
        open.add(LIST + ": the exception " + rule + " " + subject + " " + now);
      }
    });
    open.sort(String::compareTo);
    return open;
  }

  private Map<String, Integer> excused() {
    var excused = new HashMap<String, Integer>();
    for (String line : Project.text(LIST).lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\t", -1);
      if (parts.length != 4 || parts[3].isBlank()) {
        throw new IllegalStateException(LIST + ": rule, subject, measure and a sentence: " + line);
      }
      if (parts[0].equals(rule)) {
        excused.put(parts[1], Integer.valueOf(parts[2]));
      }
    }
    return excused;
  }
}
