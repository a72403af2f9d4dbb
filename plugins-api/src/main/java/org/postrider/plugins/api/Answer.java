// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// How a plug-in answers one kind of question. Called on a virtual thread, many at a time, so it
/// may block and must be thread-safe. It has until the plug-in's deadline; being late, throwing or
/// returning null counts as failure, and the configured `on-failure` applies.
///
/// @param <Q> the question
/// @param <A> what may be answered
@FunctionalInterface
public interface Answer<Q, A> {
  /// Answers; an exception is a failure of the plug-in, never an answer.
  A to(Q question) throws Exception;

  /// Marks an answer that only computes (no I/O, no lock, microseconds): it is asked on the event
  /// loop itself, which is cheaper. One that blocks there after all is named in the log.
  static <Q, A> Answer<Q, A> pure(Answer<Q, A> answer) {
    return new Pure<>(answer);
  }

  /// Whether it may be asked on an event loop.
  default boolean isPure() {
    return false;
  }

  /// An answer that never blocks; made by [#pure].
  record Pure<Q, A>(Answer<Q, A> answer) implements Answer<Q, A> {
    @Override
    public A to(Q question) throws Exception {
      return answer.to(question);
    }

    @Override
    public boolean isPure() {
      return true;
    }
  }
}
