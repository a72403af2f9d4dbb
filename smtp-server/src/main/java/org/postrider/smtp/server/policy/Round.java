// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One question put to one plug-in after the other until the ruling is clear. Confined to `loop`.
final class Round<Q, A, R> {
  private final List<Seat<Q, A>> seats;
  private final Q question;
  private final Tally<A, R> tally;
  private final ScheduledExecutorService loop;
  private final Consumer<R> then;
  private int next;

  Round(
      List<Seat<Q, A>> seats,
      Q question,
      Tally<A, R> tally,
      ScheduledExecutorService loop,
      Consumer<R> then) {
    this.seats = seats;
    this.question = question;
    this.tally = tally;
    this.loop = loop;
    this.then = then;
  }

  /// Asks those that are left; the ruling is told within this call where all of them only compute.
  void goOn() {
    while (next < seats.size()) {
      Seat<Q, A> seat = seats.get(next++);
      if (!seat.isPure()) {
        seat.askApart(question, loop, answer -> answered(seat, answer));
        return;
      }
      if (isDecided(seat, seat.askHere(question))) {
        break;
      }
    }
    then.accept(tally.ruling());
  }

  private void answered(Seat<Q, A> seat, @Nullable A answer) {
    if (isDecided(seat, answer)) {
      next = seats.size();
    }
    goOn();
  }

  private boolean isDecided(Seat<Q, A> seat, @Nullable A answer) {
    if (answer != null) {
      return tally.hears(seat.plugin(), answer);
    }
    return seat.defersOnFailure() && tally.missed(seat.plugin());
  }
}
