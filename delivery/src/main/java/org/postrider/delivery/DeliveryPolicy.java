// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;

/// Who has a say about mail on its way out. Asked on threads that may block, many at a time; an
/// answer comes in bounded time. Whether anybody is to be asked may change from one moment to the
/// next.
public interface DeliveryPolicy {
  /// Nobody.
  DeliveryPolicy NONE =
      new DeliveryPolicy() {
        @Override
        public boolean asksAboutQueued() {
          return false;
        }

        @Override
        public Ruling onQueued(Queued question) {
          return Ruling.PASSED;
        }

        @Override
        public boolean asksAboutAttempts() {
          return false;
        }

        @Override
        public Ruling onAttempt(Attempt question) {
          return Ruling.PASSED;
        }

        @Override
        public boolean tellsOutcomes() {
          return false;
        }

        @Override
        public void onOutcome(Told.Attempted told, Queued message) {}
      };

  /// What was said; `by` is the plug-in that has decided, `""` where nobody objects.
  record Ruling(Attempt.Verdict verdict, String by) {
    /// Nobody objects.
    public static final Ruling PASSED = new Ruling(Verdict.pass(), "");
  }

  /// Whether anybody wants to see messages as they are taken up.
  boolean asksAboutQueued();

  /// May this message be delivered?
  Ruling onQueued(Queued question) throws InterruptedException;

  /// Whether anybody wants a say before attempts.
  boolean asksAboutAttempts();

  /// May this attempt be made, and where?
  Ruling onAttempt(Attempt question) throws InterruptedException;

  /// Whether anybody hears of outcomes.
  boolean tellsOutcomes();

  /// A recipient of `message` has fared so; must not block.
  void onOutcome(Told.Attempted told, Queued message);
}
