// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.Question;

/// All plug-ins that answer one kind of question: those whose answers count, in order, and those in
/// shadow, which are asked beside them and only compared. Any thread.
///
/// @param tallies how answers add up, a new one for each question
record Panel<Q, A, R>(
    List<Seat<Q, A>> seats, List<Seat<Q, A>> shadows, Supplier<Tally<A, R>> tallies) {

  static <Q, A, R> Panel<Q, A, R> of(
      Question kind, List<Asked<Q, A>> asked, PluginWatch watch, Supplier<Tally<A, R>> tallies) {
    List<Seat<Q, A>> seats = new ArrayList<>();
    List<Seat<Q, A>> shadows = new ArrayList<>();
    for (Asked<Q, A> each : asked) {
      (each.guard().shadow() ? shadows : seats).add(new Seat<>(kind, each, watch));
    }
    return new Panel<>(List.copyOf(seats), List.copyOf(shadows), tallies);
  }

  /// The same without one plug-in, where it is among them.
  Panel<Q, A, R> without(String plugin) {
    return plugin.isEmpty()
        ? this
        : new Panel<>(others(seats, plugin), others(shadows, plugin), tallies);
  }

  private static <Q, A> List<Seat<Q, A>> others(List<Seat<Q, A>> seats, String plugin) {
    return seats.stream().filter(seat -> !seat.plugin().equals(plugin)).toList();
  }

  boolean isEmpty() {
    return seats.isEmpty() && shadows.isEmpty();
  }

  boolean hasShadows() {
    return !shadows.isEmpty();
  }

  /// Asks all.
  void ask(Q question, ScheduledExecutorService loop, Consumer<R> then) {
    if (shadows.isEmpty()) {
      askWithoutShadows(question, loop, then);
    } else {
      ask(question, question, loop, then, () -> {});
    }
  }

  /// Asks all; those in shadow hear `forShadows`, and `heard` is called when the last of them has
  /// answered.
  void ask(
      Q question, Q forShadows, ScheduledExecutorService loop, Consumer<R> then, Runnable heard) {
    List<Comparison<Q, A, R>> comparisons = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(shadows.size());
    for (Seat<Q, A> seat : shadows) {
      Comparison<Q, A, R> comparison = new Comparison<>(seat, forShadows, tallies.get());
      comparisons.add(comparison);
      seat.askApart(
          forShadows,
          loop,
          answer -> {
            comparison.heard(answer);
            if (left.decrementAndGet() == 0) {
              heard.run();
            }
          });
    }
    askWithoutShadows(
        question,
        loop,
        ruling -> {
          comparisons.forEach(comparison -> comparison.ruled(ruling));
          then.accept(ruling);
        });
  }

  /// Asks those whose answers count.
  void askWithoutShadows(Q question, ScheduledExecutorService loop, Consumer<R> then) {
    if (seats.isEmpty()) {
      then.accept(tallies.get().ruling());
    } else {
      new Round<>(seats, question, tallies.get(), loop, then).goOn();
    }
  }

  /// Notes that those in shadow could not be asked.
  void passOverShadows() {
    shadows.forEach(Seat::passOver);
  }
}
