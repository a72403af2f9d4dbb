// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolContract;

class MemorySpoolTest extends SpoolContract {
  @Override
  protected Spool open(InstantSource clock) {
    return Spool.inMemory(clock);
  }

  @Test
  void refusesWhatMemoryCannotHold() throws Exception {
    assertThat(spool.admit(Runtime.getRuntime().maxMemory()))
        .containsInstanceOf(SpoolRefusal.Full.class);
    MemorySpool small = new MemorySpool(clock, 100_000);
    Intake intake = Mail.append(small, Mail.octets(150_000, 1));
    Commit commit =
        intake
            .commit(
                Mail.envelope(Mail.id(1), 150_000),
                List.of(Mail.entry(Mail.id(1), 0, Mail.NOON, "a@x.example")))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    assertThat(commit).isInstanceOf(SpoolRefusal.Full.class);
    assertThat(small.health().octets()).isZero();
    Mail.keep(small, 2, Mail.octets(90_000, 2), "a@x.example");
  }
}
