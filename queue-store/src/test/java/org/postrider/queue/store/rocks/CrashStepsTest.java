// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.entry;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.OtherJvm;
import org.postrider.queue.store.contract.SpoolCheck;

/// The process ends at each step that `docs/spool.md` names; what is found afterwards is what that
/// page says. Message 1 was there before; 2 is what the step is about, 3 its notice.
class CrashStepsTest {
  private static final int LARGE = 300_000;
  private static final byte[] BEFORE = octets(2000, 1);

  enum Crash {
    PIECES_WRITTEN(false, false),
    COMMIT_IN_THE_BATCH(false, false),
    COMMIT_DURABLE_BUT_NOT_ANSWERED(true, false),
    COMMIT_ANSWERED(true, false),
    SETTLEMENT_IN_THE_BATCH(true, false),
    SETTLEMENT_DURABLE_BUT_NOT_ANSWERED(false, true),
    SETTLEMENT_ANSWERED(false, true);

    final boolean messageAfter;
    final boolean noticeAfter;

    Crash(boolean messageAfter, boolean noticeAfter) {
      this.messageAfter = messageAfter;
      this.noticeAfter = noticeAfter;
    }
  }

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void leavesAllOrNothing(Crash crash) throws Exception {
    Process child = OtherJvm.start(CrashStepsTest.class, directory.toString(), crash.name());
    assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(77);
    try (Spool spool = Spool.open(SpoolSettings.defaults(directory), Instant::now)) {
      assertThat(Mail.content(spool, id(1))).isEqualTo(Mail.withHead(BEFORE));
      assertThat(spool.envelope(id(2)).isPresent()).isEqualTo(crash.messageAfter);
      assertThat(spool.envelope(id(3)).isPresent()).isEqualTo(crash.noticeAfter);
      if (crash.messageAfter) {
        assertThat(Mail.content(spool, id(2))).isEqualTo(Mail.withHead(octets(LARGE, 2)));
      }
      if (crash.noticeAfter) {
        assertThat(Mail.content(spool, id(3))).isEqualTo(Mail.withHead(octets(LARGE, 3)));
      }
      SpoolCheck.check(spool);
    }
    StoreCheck.check(directory);
  }

  /// The process that ends.
  public static void main(String[] arguments) throws Exception {
    Crash crash = Crash.valueOf(arguments[1]);
    RocksSpool spool = RocksSpool.open(SpoolSettings.defaults(Path.of(arguments[0])), Instant::now);
    Mail.keep(spool, 1, BEFORE, "a@x.example");
    switch (crash) {
      case PIECES_WRITTEN -> {
        Intake unfinished = Mail.append(spool, octets(LARGE, 2));
        spool.committer().submit(new Halt(false));
        // One that is kept at the same time syncs the pieces of the other.
        Mail.keep(spool, 4, BEFORE, "a@x.example");
        unfinished.abandon();
      }
      case COMMIT_IN_THE_BATCH -> together(spool, () -> commit(spool), new Halt(true), false);
      case COMMIT_DURABLE_BUT_NOT_ANSWERED ->
          together(spool, () -> commit(spool), new Halt(false), true);
      case COMMIT_ANSWERED -> Mail.commit(spool, octets(LARGE, 2), about());
      case SETTLEMENT_IN_THE_BATCH -> {
        Mail.commit(spool, octets(LARGE, 2), about());
        together(spool, () -> settle(spool), new Halt(true), false);
      }
      case SETTLEMENT_DURABLE_BUT_NOT_ANSWERED -> {
        Mail.commit(spool, octets(LARGE, 2), about());
        together(spool, () -> settle(spool), new Halt(false), true);
      }
      case SETTLEMENT_ANSWERED -> {
        Mail.commit(spool, octets(LARGE, 2), about());
        Mail.settle(spool, bounce(spool));
      }
    }
    Runtime.getRuntime().halt(77);
  }

  private static Entry about() {
    return entry(id(2), 0, NOON, "b@y.example");
  }

  private static Settlement bounce(Spool spool) throws Exception {
    Intake notice = Mail.append(spool, octets(LARGE, 3));
    return new Settlement(
        about(),
        spool.parts().getFirst().epoch(),
        List.of(new Outcome.Failed("5.1.1")),
        false,
        new Settlement.Notice(
            notice, Mail.envelope(id(3), LARGE), List.of(entry(id(3), 0, NOON, "c@z.example"))));
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void commit(Spool spool) throws Exception {
    Mail.append(spool, octets(LARGE, 2)).commit(Mail.envelope(id(2), LARGE), List.of(about()));
  }

  private static void settle(Spool spool) throws Exception {
    spool.settle(spool.parts().getFirst(), List.of(bounce(spool)));
  }

  /// Lets the committer find a step and the halt in one group.
  private static void together(RocksSpool spool, Step step, Halt halt, boolean haltFirst)
      throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    spool
        .committer()
        .submit(
            new Chore(
                "wait",
                _ -> {
                  taken.countDown();
                  await(go);
                }));
    taken.await();
    if (haltFirst) {
      spool.committer().submit(halt);
    }
    step.run();
    if (!haltFirst) {
      spool.committer().submit(halt);
    }
    go.countDown();
    new CountDownLatch(1).await();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends the process before the batch is written, or after that and before anybody is told.
  private record Halt(boolean before) implements Work {
    @Override
    public void apply(Ledger ledger) throws IOException {
      if (before) {
        Runtime.getRuntime().halt(77);
      }
    }

    @Override
    public boolean mustBeDurable() {
      return true;
    }

    @Override
    public void done() {
      Runtime.getRuntime().halt(77);
    }

    @Override
    public void failed(SpoolRefusal why) {
      throw new IllegalStateException(why.toString());
    }
  }
}
