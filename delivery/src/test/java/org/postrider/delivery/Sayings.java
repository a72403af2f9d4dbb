// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;

/// A policy that says what a test wants, one thing after the other, and passes after that; it keeps
/// what it was asked and told.
final class Sayings implements DeliveryPolicy {
  final List<Queued> queued = new CopyOnWriteArrayList<>();
  final List<Attempt> attempts = new CopyOnWriteArrayList<>();
  final List<Told.Attempted> told = new CopyOnWriteArrayList<>();
  private final Deque<Queued.Verdict> onQueued = new ArrayDeque<>();
  private final Deque<Attempt.Verdict> onAttempt = new ArrayDeque<>();

  static Sayings onQueued(Queued.Verdict... verdicts) {
    Sayings sayings = new Sayings();
    sayings.onQueued.addAll(List.of(verdicts));
    return sayings;
  }

  static Sayings onAttempt(Attempt.Verdict... verdicts) {
    Sayings sayings = new Sayings();
    sayings.onAttempt.addAll(List.of(verdicts));
    return sayings;
  }

  @Override
  public boolean asksAboutQueued() {
    return true;
  }

  @Override
  public synchronized Ruling onQueued(Queued question) {
    queued.add(question);
    return ruling(onQueued.poll());
  }

  @Override
  public boolean asksAboutAttempts() {
    return true;
  }

  @Override
  public synchronized Ruling onAttempt(Attempt question) {
    attempts.add(question);
    return ruling(onAttempt.poll());
  }

  private static Ruling ruling(Attempt.@Nullable Verdict verdict) {
    return verdict == null ? new Ruling(Verdict.pass(), "") : new Ruling(verdict, "sayer");
  }

  @Override
  public boolean tellsOutcomes() {
    return true;
  }

  @Override
  public void onOutcome(Told.Attempted outcome, Queued message) {
    told.add(outcome);
  }
}
