// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// The process whose power is cut: several threads take messages through their [Course], and note
/// when each step begins and when the spool has answered for it. The spool is closed and opened
/// again in between; at the end the process just ends.
final class Load {
  private static final int WRITERS = 6;

  /// How many messages each of them has under way.
  private static final int UNDER_WAY = 12;

  private final OutputStream notes;
  private final SplittableRandom random;

  private Load(OutputStream notes, long seed) {
    this.notes = notes;
    random = new SplittableRandom(seed);
  }

  /// Which step of which message comes next.
  private record Next(Course course, int step) {}

  /// Spool, notes, number of the first message, messages in a round, rounds.
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int first = Integer.parseInt(arguments[2]);
    int messages = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    SpoolSettings settings = SpoolSettings.defaults(directory);
    Load load = new Load(new FileOutputStream(arguments[1]), first);
    List<Queue<Next>> queues = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      queues.add(new ConcurrentLinkedQueue<>());
    }
    Spool spool = Spool.open(settings, InstantSource.system());
    for (int round = 0; round < rounds; round++) {
      if (round > 0) {
        spool.close();
        spool = Spool.open(settings, InstantSource.system());
      }
      load.round(spool, queues, first + round * messages, messages);
    }
    Runtime.getRuntime().halt(0);
  }

  private void round(Spool spool, List<Queue<Next>> queues, int first, int messages)
      throws Exception {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int start = first + w;
        Queue<Next> queue = queues.get(w);
        SplittableRandom dice = random.split();
        writers.add(
            threads.submit(() -> {
              for (int n = start; n < first + messages; n += WRITERS) {
                write(spool, queue, new Course(n), dice);
              }
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  private void write(Spool spool, Queue<Next> queue, Course course, SplittableRandom dice)
      throws Exception {
    step(spool, queue, new Next(course, 0));
    while (queue.size() > UNDER_WAY || (!queue.isEmpty() && dice.nextBoolean())) {
      step(spool, queue, queue.remove());
    }
  }

  private void step(Spool spool, Queue<Next> queue, Next next) throws Exception {
    note("begin", next);
    next.course.step(spool, next.step);
    note("end", next);
    if (next.step + 1 < next.course.size()) {
      queue.add(new Next(next.course, next.step + 1));
    }
  }

  private void note(String what, Next next) throws Exception {
    String line = what + " " + next.course.number() + " " + next.step;
    notes.write(line.getBytes(StandardCharsets.US_ASCII));
  }
}
