// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// What it costs to find a due entry of one destination where `waiting` of another are due before
/// it: by reading `all`, `one` alone, or all `but` the crowded one, each from the start. From a
/// cursor, which is what delivery does, the crowd is passed once.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=DueAmongMany`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class DueAmongMany extends Measured {
  private static final int PAGE = 256;
  private static final int ENTRIES = 1_000;
  private static final int WANTED = 1_000;
  private static final Mailbox CROWDED = Mailbox.parse("bob@crowded.example");
  private static final Mailbox OTHER = Mailbox.parse("bob@other.example");
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  @Param({"1000", "1000000"})
  int waiting;

  @Param({"all", "one", "but"})
  String read;

  private ScratchSpool scratch;

  /// Puts the crowd and then the others in.
  @Setup(Level.Trial)
  public void fill() throws IOException {
    scratch = ScratchSpool.open("due");
    for (int n = 0; n < waiting / ENTRIES; n++) {
      commit(n, CROWDED, ENTRIES);
    }
    commit(waiting, OTHER, WANTED);
  }

  private void commit(int number, Mailbox recipient, int count) {
    Instant due = START.plusMillis(number);
    MessageId id = MessageId.of(due.toEpochMilli(), 0, number);
    List<Entry> entries = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String destination = recipient.domain().key();
      entries.add(
          new Entry(
              id,
              n,
              destination,
              List.of(Recipient.of(recipient)),
              Entry.State.QUEUED,
              due,
              0,
              "",
              false));
    }
    Intake intake = scratch.spool().intake(0);
    var envelope =
        new Envelope(
            id,
            due,
            ReversePath.NULL,
            Body.SEVEN_BIT,
            false,
            MailParameters.NONE,
            "",
            "",
            new byte[0],
            0);
    Commit end = intake.commit(envelope, entries).toCompletableFuture().join();
    if (!(end instanceof Commit.Kept)) {
      throw new IllegalStateException("refused: " + end);
    }
  }

  /// Closes it and removes the files.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    scratch.close();
  }

  /// Finds those of the other destination.
  @Benchmark
  @OperationsPerInvocation(WANTED)
  public int find() throws IOException {
    Spool spool = scratch.spool();
    Part part = spool.parts().getFirst();
    Queues among =
        switch (read) {
          case "one" -> new Queues.Only(OTHER.domain().key());
          case "but" -> new Queues.Except(Set.of(CROWDED.domain().key()), Set.of());
          default -> Queues.ANY;
        };
    int found = 0;
    Due due = new Due(List.of(), Due.START, true);
    while (due.more()) {
      due = spool.due(part, among, due.cursor(), Instant.now(), PAGE);
      for (Entry entry : due.entries()) {
        found += entry.destination().equals(OTHER.domain().key()) ? 1 : 0;
      }
    }
    if (found != WANTED) {
      throw new IllegalStateException("only " + found + " were due");
    }
    return found;
  }
}
