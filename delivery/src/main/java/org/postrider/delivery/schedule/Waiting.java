// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Lane;

/// The entries of a site that are in memory, in the order in which they go: the higher priority
/// first, unless the lower has waited [#AGE] longer for each step between the two, so that none
/// starves; and within a priority each flow in turn, so that no sender keeps the others waiting.
/// Guarded by [Sites].
///
/// @rfc 6710 §5.1
final class Waiting {
  /// By how much longer mail has to wait to go before such as is one step more urgent.
  static final Duration AGE = Duration.ofHours(1);

  private final Map<Lane, Deque<Job>> lanes = new HashMap<>();

  /// The lanes in which there is something, by priority, the highest first; those of one priority
  /// in the order of their turns.
  private final Map<Integer, Deque<Lane>> turns = new TreeMap<>(Collections.reverseOrder());

  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// How many wait in one lane.
  int size(Lane lane) {
    Deque<Job> jobs = lanes.get(lane);
    return jobs == null ? 0 : jobs.size();
  }

  void add(Job job) {
    Lane lane = job.entry().lane();
    Deque<Job> jobs = lanes.get(lane);
    if (jobs == null) {
      jobs = new ArrayDeque<>();
      lanes.put(lane, jobs);
      turns.computeIfAbsent(lane.priority(), _ -> new ArrayDeque<>()).addLast(lane);
    }
    jobs.addLast(job);
    size++;
  }

  /// The next one, which waits no longer; null where there is none.
  @Nullable Job poll() {
    Deque<Lane> turn = turn();
    if (turn == null) {
      return null;
    }
    Lane lane = turn.removeFirst();
    Deque<Job> jobs = jobs(lane);
    Job job = jobs.removeFirst();
    size--;
    if (!jobs.isEmpty()) {
      turn.addLast(lane);
      return job;
    }
    lanes.remove(lane);
    if (turn.isEmpty()) {
      turns.remove(lane.priority());
    }
    return job;
  }

  /// The lanes of the priority that is next; null where nothing waits.
  private @Nullable Deque<Lane> turn() {
    Deque<Lane> next = null;
    Instant least = Instant.MAX;
    for (Map.Entry<Integer, Deque<Lane>> each : turns.entrySet()) {
      Deque<Lane> turn = each.getValue();
      if (turns.size() == 1) {
        return turn;
      }
      Instant due = jobs(turn.getFirst()).getFirst().entry().due();
      Instant aged = due.minus(AGE.multipliedBy(each.getKey()));
      if (aged.isBefore(least)) {
        least = aged;
        next = turn;
      }
    }
    return next;
  }

  private Deque<Job> jobs(Lane lane) {
    Deque<Job> jobs = lanes.get(lane);
    if (jobs == null) {
      throw new IllegalStateException("a lane without jobs has a turn: " + lane);
    }
    return jobs;
  }

  /// All of them, which wait no longer.
  List<Job> drain() {
    List<Job> all = new ArrayList<>(size);
    for (Job job = poll(); job != null; job = poll()) {
      all.add(job);
    }
    return all;
  }
}
