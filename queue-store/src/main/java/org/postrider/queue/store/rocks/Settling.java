// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.SpoolRefusal;

/// Outcomes on their way, with the notices that replace what failed.
final class Settling implements Work {
  private final RocksSpool spool;
  private final Part part;
  private final List<Step> steps = new ArrayList<>();
  private final List<Settlement.Answer> answers = new ArrayList<>();
  private final List<Entry> ready = new ArrayList<>();
  private final CompletableFuture<List<Settlement.Answer>> answer = new CompletableFuture<>();

  /// A settlement and its notice, ready to be written.
  private record Step(Settlement settlement, @Nullable Parcel notice) {}

  Settling(RocksSpool spool, Part part, List<Settlement> settlements) {
    this.spool = spool;
    this.part = part;
    for (Settlement settlement : settlements) {
      Settlement.Notice notice = settlement.notice();
      steps.add(
          new Step(
              settlement,
              notice == null
                  ? null
                  : ((RocksIntake) notice.intake()).seal(notice.envelope(), notice.entries())));
    }
  }

  CompletionStage<List<Settlement.Answer>> answers() {
    return answer.minimalCompletionStage();
  }

  @Override
  public void apply(Ledger ledger) throws IOException {
    checkNotices();
    for (Step step : steps) {
      answers.add(ledger.settle(step.settlement(), part.epoch(), step.notice(), ready));
    }
  }

  /// All of it fails where a notice is not whole: what failed must not go without it.
  private void checkNotices() throws IOException {
    for (Step step : steps) {
      Settlement.Notice notice = step.settlement().notice();
      Parcel parcel = step.notice();
      if (notice != null && parcel != null) {
        SpoolRefusal failure = ((RocksIntake) notice.intake()).failure();
        if (failure != null || !spool.isCurrent(parcel.content().number())) {
          throw new IOException("a notice could not be stored: " + failure);
        }
      }
    }
  }

  @Override
  public boolean mustBeDurable() {
    return true;
  }

  /// No client waits for an outcome. What a crash takes of one is a delivery that is made again.
  @Override
  public boolean mayWait() {
    return true;
  }

  @Override
  public void done() {
    answer.complete(List.copyOf(answers));
    spool.tell(ready);
  }

  @Override
  public void failed(SpoolRefusal why) {
    // What was answered is in the batch, which may have been written.
    for (Step step : steps.subList(answers.size(), steps.size())) {
      if (step.notice() != null) {
        spool.drop(step.notice());
      }
    }
    answer.completeExceptionally(new IOException(why.toString()));
  }
}
