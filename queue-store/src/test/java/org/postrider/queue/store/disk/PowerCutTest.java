// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The power goes at any moment, and every message that was acknowledged is there afterwards, as
/// far as it was not finished. Recorded once, cut many times.
///
/// The long form: `./mvnw -pl queue-store -am test -Dtest=PowerCutTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dpowercut.cuts=1000`. With `-Dseed=N` the dice are the
/// same again; what the threads of the process under test do is not.
class PowerCutTest {
  private static final int CUTS = Integer.getInteger("powercut.cuts", 110);
  private static final int ROUNDS = 3;
  private static final int MESSAGES = 350;
  private static final int FEW = 150;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    PowerCut power = new PowerCut(load("load", MESSAGES, ROUNDS), shared(), random);
    cut(power, CUTS);
    assertThat(power.problems()).isEmpty();
    assertThat(power.opened()).isEqualTo(power.cuts());
  }

  /// The spool is made just before, with all its directories.
  @Test
  void nothingIsLostOfANewSpool() throws Exception {
    Child child = Child.in(directory.resolve("new"));
    run(child, 1, FEW, 1);
    PowerCut power = new PowerCut(child, shared(), random).throughOpening();
    cut(power, CUTS / 4);
    assertThat(power.problems()).isEmpty();
  }

  /// The power goes again while the spool repairs what the first cut has left.
  @Test
  void aCutDuringRecoveryIsNoWorse() throws Exception {
    Child first = load("first", FEW, 2);
    Loss loss = Loss.random(random.nextLong());
    Child second = Child.in(directory.resolve("second"));
    Promises promised = new PowerCut(first, shared(), random).end(loss, second);
    run(second, 1 + 2 * FEW, FEW / 10, 1);
    PowerCut power = new PowerCut(second, shared(), random).after(promised).throughOpening();
    cut(power, CUTS / 4);
    assertThat(power.problems()).as("after a first cut with " + loss).isEmpty();
  }

  /// Were it not for syncs, mail would be lost: otherwise these tests would say nothing.
  @Test
  void withoutSyncsMailIsLost() throws Exception {
    Child child = Child.in(directory.resolve("unsynced"));
    child.takeOver(shared());
    child.fail("sync * * SWALLOW 0 -1");
    run(child, 1, FEW, 1);
    PowerCut power = new PowerCut(child, shared(), random);
    cut(power, 5);
    assertThat(power.lost()).isPositive();
  }

  private void cut(PowerCut power, int cuts) throws Exception {
    power.run(cuts);
    System.out.println("power cuts: " + power + ", seed " + seed);
  }

  private Path shared() {
    return directory.resolve("shared");
  }

  private Child load(String name, int messages, int rounds) throws Exception {
    Child child = Child.in(directory.resolve(name));
    child.takeOver(shared());
    run(child, 1, messages, rounds);
    return child;
  }

  private static void run(Child child, int first, int messages, int rounds) throws Exception {
    Process process =
        child.start(
            Load.class,
            Integer.toString(first),
            Integer.toString(messages),
            Integer.toString(rounds));
    assertThat(process.waitFor()).isZero();
  }
}
