// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashingTest {
  @Test
  void atMostSoManyRunAtOnceAndNoMoreThanTheQueueHoldsWait() throws InterruptedException {
    Hashing hashing = new Hashing(2);
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Callable<Boolean> task =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          running.countDown();
          gate.await();
          inside.decrementAndGet();
          return true;
        };
    List<Thread> clients = new ArrayList<>();
    CountDownLatch tooMany = new CountDownLatch(1);
    for (int i = 0; i < 2 + 256 + 1; i++) {
      clients.add(
          Thread.startVirtualThread(() -> {
            try {
              hashing.run(task);
            } catch (RejectedExecutionException _) {
              refused.incrementAndGet();
              tooMany.countDown();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    running.await();
    tooMany.await();
    gate.countDown();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(most).hasValue(2);
    assertThat(refused).hasValue(1);
  }

  @Test
  void whoeverIsInterruptedStopsWaitingAndItsTaskNeverBegins() throws InterruptedException {
    Hashing hashing = new Hashing(1);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(() -> {
          try {
            hashing.run(() -> {
              busy.countDown();
              gate.await();
              return true;
            });
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    busy.await();
    AtomicInteger begun = new AtomicInteger();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> hashing.run(begun::incrementAndGet));
    gate.countDown();
    first.join();
    assertThat(hashing.run(() -> 7)).isEqualTo(7);
    assertThat(begun).hasValue(0);
  }

  @Test
  void whatATaskThrowsComesOut() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            new Hashing(1)
                .run(() -> {
                  throw new ArithmeticException("x");
                }))
        .withCauseInstanceOf(ArithmeticException.class);
  }
}
