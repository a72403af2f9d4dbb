// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a plug-in in shadow said, beside the ruling: whether it alone would have led to the same.
/// Confined to the session's thread.
final class Comparison<Q, A, R> {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  private final Seat<Q, A> seat;
  private final Q question;
  private final Tally<A, R> alone;
  private @Nullable A answer;
  private @Nullable R ruling;

  Comparison(Seat<Q, A> seat, Q question, Tally<A, R> alone) {
    this.seat = seat;
    this.question = question;
    this.alone = alone;
  }

  /// The plug-in has answered; null where it failed, and then there is nothing to compare.
  void heard(@Nullable A said) {
    answer = said;
    compare();
  }

  void ruled(R ruled) {
    ruling = ruled;
    compare();
  }

  private void compare() {
    A said = answer;
    R real = ruling;
    if (said == null || real == null) {
      return;
    }
    alone.hears(seat.plugin(), said);
    String wanted = Wording.ruling(alone.ruling());
    boolean agrees = Wording.kind(wanted).equals(Wording.kind(Wording.ruling(real)));
    seat.compared(agrees);
    LOG.atLevel(agrees ? Level.DEBUG : Level.INFO)
        .log(
            "plug-in {} in shadow: {}: alone it would {}, the ruling was to {}",
            seat.plugin(),
            Wording.question(question),
            wanted,
            Wording.ruling(real));
  }
}
