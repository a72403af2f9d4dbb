// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.disk.RemoteSpool.FAILED;
import static org.postrider.queue.store.disk.RemoteSpool.FULL;
import static org.postrider.queue.store.disk.RemoteSpool.KEPT;
import static org.postrider.queue.store.disk.RemoteSpool.RECORDED;
import static org.postrider.queue.store.disk.RemoteSpool.UNHEALTHY;
import static org.postrider.queue.store.disk.RemoteSpool.YES;

import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Waits;

/// A disk that fails in one way or another gets a clear answer, and never takes what was
/// acknowledged: neither from the next process, nor when the power goes as well.
class DiskFaultTest {
  private static final int LARGE = 500_000;

  /// What a store writes for people to read is not what keeps its promises.
  private static final String MAIL = "!*/LOG*";

  @TempDir private Path directory;
  private Child child;
  private RemoteSpool spool;
  private int last;

  @BeforeEach
  void start() throws Exception {
    child = Child.in(directory.resolve("disk"));
    child.takeOver(directory.resolve("shared"));
    spool = RemoteSpool.start(child);
    for (int i = 0; i < 3; i++) {
      assertThat(commit(i == 1 ? LARGE : 2000)).isEqualTo(KEPT);
    }
  }

  @AfterEach
  void stop() throws Exception {
    spool.close();
  }

  private String commit(int size) throws Exception {
    return spool.commit(++last, size);
  }

  private void verify() throws Exception {
    spool.verify(directory.resolve("shared"));
  }

  private void staysUnhealthy() throws Exception {
    assertThat(spool.health()).isEqualTo("unhealthy roomy");
    assertThat(spool.admit()).isEqualTo(UNHEALTHY);
    assertThat(spool.settle(1)).isEqualTo(FAILED);
    child.fail();
    assertThat(commit(2000)).isEqualTo(UNHEALTHY);
    assertThat(commit(LARGE)).isEqualTo(UNHEALTHY);
    assertThat(spool.settle(2)).isEqualTo(FAILED);
    assertThat(spool.admit()).isEqualTo(UNHEALTHY);
    verify();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, LARGE})
  void aWriteThatFails(int size) throws Exception {
    child.fail("write %s spool-committer EIO 0 1".formatted(MAIL));
    assertThat(commit(size)).isEqualTo(UNHEALTHY);
    staysUnhealthy();
  }

  /// The next sync would succeed, and would mean nothing.
  @Test
  void aSyncThatFails() throws Exception {
    child.fail("sync %s spool-committer EIO 0 1".formatted(MAIL));
    assertThat(commit(2000)).isEqualTo(UNHEALTHY);
    staysUnhealthy();
  }

  @Test
  void aSettlementWhoseSyncFails() throws Exception {
    child.fail("sync %s spool-committer EIO 0 1".formatted(MAIL));
    assertThat(spool.settle(3)).isEqualTo(FAILED);
    staysUnhealthy();
  }

  /// The last write is torn: half of it is there, and then the disk is gone.
  @Test
  void aWriteThatIsTorn() throws Exception {
    child.fail(
        "write %s spool-committer SHORT 0 1".formatted(MAIL),
        "write %s * EIO 0 -1".formatted(MAIL));
    assertThat(commit(3000)).isEqualTo(UNHEALTHY);
    staysUnhealthy();
  }

  @Test
  void writesThatAreShort() throws Exception {
    child.fail("write * * SHORT 0 -1");
    assertThat(commit(100)).isEqualTo(KEPT);
    assertThat(commit(LARGE)).isEqualTo(KEPT);
    assertThat(spool.settle(1)).isEqualTo(RECORDED);
    assertThat(child.failed(0)).isPositive();
    verify();
  }

  @Test
  void aDiskThatCannotBeWrittenAnyMore() throws Exception {
    child.fail("any * * EROFS 0 -1");
    assertThat(commit(2000)).isEqualTo(UNHEALTHY);
    assertThat(spool.health()).isEqualTo("unhealthy roomy");
    assertThat(spool.settle(1)).isEqualTo(FAILED);
    assertThat(spool.reopen()).isEqualTo(FAILED);
    child.fail();
    verify();
  }

  /// No room for what is committed: refused, and taken again when there is.
  @Test
  void noRoomInTheLog() throws Exception {
    child.fail("write %s * ENOSPC 0 -1".formatted(MAIL), "truncate * * ENOSPC 0 -1");
    assertThat(commit(2000)).isEqualTo(FULL);
    assertThat(spool.health()).isEqualTo("healthy full");
    assertThat(spool.admit()).isEqualTo(FULL);
    assertThat(commit(LARGE)).isEqualTo(FULL);
    goesOnWithRoom();
  }

  @Test
  void noRoomInTheFlush() throws Exception {
    child.fail("write *.sst * ENOSPC 0 -1");
    fillUntilHit(FULL);
    goesOnWithRoom();
  }

  @Test
  void noRoomInTheCompaction() throws Exception {
    child.fail("write *.sst rocksdb:low* ENOSPC 0 -1");
    for (int i = 0; i < 12 && child.failed(0) == 0; i++) {
      assertThat(commit(2000)).isIn(KEPT, FULL);
      assertThat(spool.reopen()).isEqualTo(YES);
    }
    fillUntilHit(FULL);
    goesOnWithRoom();
  }

  /// What fails beside the commits, where it is written for good, fails none that was answered.
  @ParameterizedTest
  @ValueSource(strings = {"write *.sst", "sync *.sst", "write *MANIFEST*", "sync *MANIFEST*"})
  void aFlushThatFails(String call) throws Exception {
    child.fail(call + " * EIO 0 -1");
    fillUntilHit(UNHEALTHY);
    verify();
  }

  /// Takes mail until it has come so far, and a little more.
  private void fillUntilHit(String refusal) throws Exception {
    for (int i = 0; i < 600 && child.failed(0) == 0; i++) {
      assertThat(commit(LARGE)).isIn(KEPT, refusal);
    }
    assertThat(child.failed(0)).isPositive();
    for (int i = 0; i < 10; i++) {
      assertThat(commit(2000)).isIn(KEPT, refusal);
    }
    child.fail();
  }

  private void goesOnWithRoom() throws Exception {
    child.fail();
    Awaitility.await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() -> assertThat(spool.admit()).isEqualTo(YES));
    assertThat(commit(2000)).isEqualTo(KEPT);
    assertThat(commit(LARGE)).isEqualTo(KEPT);
    assertThat(spool.settle(1)).isEqualTo(RECORDED);
    verify();
  }
}
