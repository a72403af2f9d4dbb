// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

/// Hears how plug-ins fare, question by question.
@FunctionalInterface
public interface PluginWatch {
  /// Nobody hears of it.
  PluginWatch NONE = (_, _) -> new Ear() {};

  /// Who hears how this plug-in fares when it is asked this; fetched once and then used for each.
  Ear of(String plugin, Question question);

  /// Hears of one plug-in and one kind of question. Any thread; must not block.
  interface Ear {
    /// It was asked, and this came of it after so long.
    default void asked(Fate fate, long nanos) {}

    /// It was asked in shadow; `agrees` where, alone, it would have led to the same ruling.
    default void compared(boolean agrees) {}
  }

  /// What may come of a question.
  enum Fate {
    /// An answer that refuses nothing.
    ANSWERED,
    /// A refusal.
    REFUSED,
    /// No answer within the deadline.
    LATE,
    /// It threw, or answered null.
    FAILED,
    /// Not asked: too many questions wait for it.
    FULL,
    /// Not asked: its breaker is open.
    SHUT
  }
}
