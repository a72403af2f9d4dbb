// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

/// How much a site takes: how many attempts at once, which grows by one with each that it answers
/// and is halved by each that it puts off as a whole; and whether it is left alone for a time,
/// since it could not be reached. Guarded by [Sites].
final class Strain {
  /// Attempts at once to a site of which nothing is known yet.
  static final int FIRST_WINDOW = 4;

  /// Attempts in a row that do not reach a site before it is left alone.
  static final int MOST_IN_VAIN = 3;

  /// The longest time without another attempt.
  static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /// How long after an attempt in vain that is remembered, in longest waits for an attempt: mail
  /// that was tried before comes back within one, and a little.
  private static final int REMEMBERED = 2;

  /// Why a site is left alone, and until when.
  ///
  /// @param until when one attempt is made again
  /// @param since when the last one failed
  /// @param transferred the last one
  record Rest(Instant until, Instant since, Transferred transferred) {
    /// What it means for mail whose turn comes meanwhile: our words, and none of a host.
    Result result() {
      Reply last = transferred.results().getFirst().reply();
      return new Result(
          Stage.CONNECT,
          Reply.of(451, "4.4.1", "not tried, since at " + since + " it was said: " + last),
          false);
    }
  }

  private final int most;
  private final List<Duration> rests;
  private int window;
  private int inVain;
  private Instant inVainAt = Instant.MIN;

  /// Attempts that are being made.
  private int tries;

  private @Nullable Rest rest;

  /// At most so many attempts at once; `rests` is how long to wait for the first attempt, the
  /// second and so on after a site was given up, the last one repeating.
  Strain(int most, List<Duration> rests) {
    this.most = most;
    this.rests = rests;
    window = Math.min(FIRST_WINDOW, most);
  }

  /// How many attempts it takes at once.
  int window() {
    return window;
  }

  /// Why it is left alone at a moment, or null where it is not.
  @Nullable Rest rest(Instant now) {
    Rest current = rest;
    return current != null && now.isBefore(current.until) ? current : null;
  }

  /// Takes note of an attempt that is about to be made, and gives null; or says why there is to be
  /// none: it is left alone, or the one attempt that is made after that has not ended yet.
  @Nullable Rest enter(Instant now) {
    Rest current = rest;
    if (current != null && (now.isBefore(current.until) || tries > 0)) {
      return current;
    }
    tries++;
    return null;
  }

  /// An attempt was made.
  void left() {
    tries--;
  }

  /// Has it tried with the next attempt, which decides whether it is left alone again.
  void tryAgain() {
    Rest current = rest;
    rest = current == null ? null : new Rest(Instant.MIN, current.since, current.transferred);
  }

  /// Whether nothing is worth to be remembered: attempts in vain are, for as long as mail may come
  /// by that was tried before.
  boolean isForgettable(Instant now) {
    return inVain == 0 || now.isAfter(inVainAt.plus(rests.getLast().multipliedBy(REMEMBERED)));
  }

  /// What an attempt that has ended at `now` says of it.
  void learned(Transferred transferred, Instant now) {
    if (transferred.isReached()) {
      inVain = 0;
      rest = null;
      window = transferred.isThrottled() ? Math.max(1, window / 2) : Math.min(window + 1, most);
      return;
    }
    window = Math.max(1, window / 2);
    inVain++;
    inVainAt = now;
    if (inVain >= MOST_IN_VAIN && rest(now) == null) {
      Duration wait = rests.get(Math.min(inVain - MOST_IN_VAIN, rests.size() - 1));
      Duration bounded = wait.compareTo(LONGEST_REST) < 0 ? wait : LONGEST_REST;
      window = 1;
      rest = new Rest(now.plus(bounded), now, transferred);
    }
  }
}
