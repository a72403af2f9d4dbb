// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.Comparator;
import java.util.List;

/// The configuration cannot be used; all that is wrong with it, in the order of the files.
public final class WrongConfiguration extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /// Sorts and copies the list.
  public WrongConfiguration(List<Problem> problems) {
    super(text(problems));
    this.problems = sorted(problems);
  }

  /// What is wrong; never empty.
  public List<Problem> problems() {
    return problems;
  }

  private static List<Problem> sorted(List<Problem> problems) {
    return problems.stream().distinct().sorted(Comparator.comparing(Problem::at)).toList();
  }

  private static String text(List<Problem> problems) {
    return String.join("\n", sorted(problems).stream().map(Problem::toString).toList());
  }
}
