// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;

/// What it costs to take one waiting entry out of the spool and to record that it was delivered:
/// 10,000 messages of 1 KB, claimed in pages of 500, settled `atOnce` at a time, one group after
/// the other, each waiting for its sync.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=ClaimAndFinish`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class ClaimAndFinish extends Measured {
  private static final int MESSAGES = 10_000;
  private static final int PAGE = 500;

  @Param({"1", "50"})
  int atOnce;

  private final Random random = new Random(1);
  private final byte[] octets = Mail.body(1_024, false);
  private ScratchSpool scratch;

  /// Opens an empty spool.
  @Setup(Level.Trial)
  public void open() throws IOException {
    scratch = ScratchSpool.open("claim");
  }

  /// Puts the messages in.
  @Setup(Level.Iteration)
  public void fill() {
    var commits = new ArrayList<CompletionStage<Commit>>();
    for (int i = 0; i < MESSAGES; i++) {
      commits.add(Mail.commit(scratch.spool(), octets, random));
      if (commits.size() == PAGE) {
        commits.forEach(commit -> commit.toCompletableFuture().join());
        commits.clear();
      }
    }
  }

  /// Closes it and removes the files.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    scratch.close();
  }

  /// Takes all of them out.
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int claimAndFinish() throws IOException {
    Spool spool = scratch.spool();
    Part part = spool.parts().getFirst();
    int done = 0;
    Due due = spool.due(part, Queues.ANY, Due.START, Instant.now(), PAGE);
    while (!due.entries().isEmpty()) {
      for (int from = 0; from < due.entries().size(); from += atOnce) {
        int to = Math.min(from + atOnce, due.entries().size());
        List<Settlement> group =
            due.entries().subList(from, to).stream()
                .map(entry ->
                    new Settlement(
                        entry, part.epoch(), List.of(new Outcome.Delivered()), false, null))
                .toList();
        done += spool.settle(part, group).toCompletableFuture().join().size();
      }
      due = spool.due(part, Queues.ANY, due.cursor(), Instant.now(), PAGE);
    }
    if (done != MESSAGES) {
      throw new IllegalStateException("only " + done + " were due");
    }
    return done;
  }
}
