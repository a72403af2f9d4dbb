// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postrider.plugins.api.Host;

/// Asks lists, all at once. One that is down, is late, or does not want to be asked counts as one
/// that lists nobody; it is counted, and once an hour the log names it. Any thread.
final class Lists {
  private static final Duration BETWEEN_COMPLAINTS = Duration.ofHours(1);

  private final Host host;
  private final Duration patience;
  private final Map<String, Instant> complained = new ConcurrentHashMap<>();

  Lists(Host host, Duration patience) {
    this.host = host;
    this.patience = patience;
  }

  /// One question: what a listing's list is to be asked about.
  record Question(Listing listing, String about) {
    String name() {
      return about + "." + listing.zone();
    }
  }

  /// A list that is being asked.
  private record Asked(String zone, Future<List<Inet4Address>> answer) {}

  /// Asks; the questions whose answers are meant, in their order. A name is asked about once.
  List<Question> hits(List<Question> questions) throws InterruptedException {
    Map<String, Asked> asked = new LinkedHashMap<>();
    for (Question question : questions) {
      asked.computeIfAbsent(question.name(), name -> ask(question.listing().zone(), name));
    }
    long end = System.nanoTime() + patience.toNanos();
    Map<String, List<Inet4Address>> answers = new LinkedHashMap<>();
    for (Map.Entry<String, Asked> each : asked.entrySet()) {
      answers.put(each.getKey(), answer(each.getValue(), end));
    }
    List<Question> hits = new ArrayList<>();
    for (Question question : questions) {
      List<Inet4Address> answer = answers.getOrDefault(question.name(), List.of());
      if (answer.stream().anyMatch(question.listing().codes()::has)) {
        hits.add(question);
      }
    }
    return hits;
  }

  private Asked ask(String zone, String name) {
    FutureTask<List<Inet4Address>> task = new FutureTask<>(() -> host.lookup().addresses4(name));
    Thread.ofVirtual().name("dnsbl").start(task);
    return new Asked(zone, task);
  }

  /// What a list has answered by `end`, without its refusals.
  private List<Inet4Address> answer(Asked asked, long end) throws InterruptedException {
    String zone = asked.zone();
    try {
      List<Inet4Address> answer =
          asked.answer().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (answer.stream().anyMatch(Codes::isRefusal)) {
        complain(zone, "unwilling", "does not want to be asked from here: " + answer);
      }
      return answer.stream().filter(each -> !Codes.isRefusal(each)).toList();
    } catch (TimeoutException _) {
      asked.answer().cancel(true);
      complain(zone, "late", "gave no answer within " + patience);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof IOException trouble)) {
        throw new IllegalStateException(e);
      }
      complain(zone, "down", "cannot be asked: " + trouble.getMessage());
    }
    return List.of();
  }

  private void complain(String zone, String counter, String what) {
    host.meter().count(counter);
    Instant now = host.clock().instant();
    Instant last = complained.get(zone);
    if (last == null || !now.isBefore(last.plus(BETWEEN_COMPLAINTS))) {
      complained.put(zone, now);
      host.logger().log(Level.WARNING, "the list {0} {1}", zone, what);
    }
  }
}
