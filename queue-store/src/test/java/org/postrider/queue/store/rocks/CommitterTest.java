// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.journal.Usage;
import org.postrider.testkit.Waits;

class CommitterTest {
  @TempDir private Path directory;

  private final List<String> steps = new CopyOnWriteArrayList<>();
  private Store store;
  private Ledger ledger;
  private Committer committer;

  @BeforeEach
  void open() throws Exception {
    AtHand atHand = new AtHand(0);
    Tally tally = new Tally();
    Usage usage = new Usage();
    store = new Opening(directory, atHand, tally, usage).open(null).store();
    ledger = new Ledger(store, atHand, tally, usage);
    committer = new Committer(ledger, new NoRecovery(), Duration.ofDays(1));
    committer.start();
  }

  @AfterEach
  void close() throws Exception {
    committer.close();
    ledger.batch().close();
    store.close();
  }

  @Test
  void whatMayWaitSharesTheSyncOfWhatComesNext() throws Exception {
    submit("first", false).get(Waits.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> patient = submit("patient", true);
    submit("second", false).get(Waits.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(patient).isDone();
    assertThat(steps)
        .containsExactly(
            "apply first",
            "done first",
            "apply patient",
            "apply second",
            "done patient",
            "done second");
  }

  @Test
  void whatMayWaitDoesNotWhereNobodyElseComes() throws Exception {
    submit("patient", true).get(Waits.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(steps).containsExactly("apply patient", "done patient");
  }

  @Test
  void whatWaitsIsDoneBeforeTheEnd() throws Exception {
    submit("first", false).get(Waits.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> patient = submit("patient", true);
    committer.close();
    assertThat(patient).isDone();
  }

  private CompletableFuture<Void> submit(String name, boolean mayWait) {
    Step step = new Step(name, mayWait, new CompletableFuture<>());
    committer.submit(step);
    return step.done;
  }

  private final class Step implements Work {
    private final String name;
    private final boolean mayWait;
    private final CompletableFuture<Void> done;

    private Step(String name, boolean mayWait, CompletableFuture<Void> done) {
      this.name = name;
      this.mayWait = mayWait;
      this.done = done;
    }

    @Override
    public void apply(Ledger changed) {
      steps.add("apply " + name);
    }

    @Override
    public boolean mustBeDurable() {
      return true;
    }

    @Override
    public boolean mayWait() {
      return mayWait;
    }

    @Override
    public void done() {
      steps.add("done " + name);
      done.complete(null);
    }

    @Override
    public void failed(SpoolRefusal why) {
      done.completeExceptionally(new IllegalStateException(why.toString()));
    }
  }

  /// Nothing fails here.
  private static final class NoRecovery implements Committer.Recovery {
    @Override
    public @Nullable SpoolRefusal recover(Throwable failure) {
      throw new IllegalStateException(failure);
    }

    @Override
    public @Nullable SpoolRefusal again() {
      return null;
    }
  }
}
