// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Waits;

/// A disk that is too small: mail is refused, nothing acknowledged is lost, and the spool goes on
/// by itself when there is space again.
class FullDiskTest {
  private static final int BALLAST = 80 << 20;

  @TempDir private Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    Path mount = Outside.program("mount");
    int exit = run(mount.toString(), "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk.toString());
    Assumptions.assumeTrue(exit == 0, "needs the right to mount a file system");
    Files.write(disk.resolve("ballast"), new byte[BALLAST]);
  }

  @AfterEach
  void unmount() throws Exception {
    // Lazily: where this test is the first to open a spool, the native library lies there.
    run(Outside.program("umount").toString(), "-l", disk.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private SpoolSettings settings(long leastFree) {
    return new SpoolSettings(disk.resolve("spool"), Duration.ofSeconds(30), leastFree, 0, 1 << 20);
  }

  @Test
  void refusesWhenTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
    int kept = 0;
    try (Spool spool = Spool.open(settings(0), Instant::now)) {
      Commit last = new Commit.Kept();
      while (last instanceof Commit.Kept && kept < 10_000) {
        last = commit(spool, kept + 1);
        kept += last instanceof Commit.Kept ? 1 : 0;
      }
      assertThat(last).isInstanceOf(SpoolRefusal.Full.class);
      assertThat(spool.admit(0)).containsInstanceOf(SpoolRefusal.Full.class);
      assertThat(spool.health().full()).isTrue();
      assertThat(spool.health().healthy()).isTrue();
      assertAll(spool, kept);
      Files.delete(disk.resolve("ballast"));
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(spool.admit(0)).isEmpty());
      assertThat(commit(spool, kept + 1)).isInstanceOf(Commit.Kept.class);
      kept++;
      assertAll(spool, kept);
      SpoolCheck.check(spool);
    }
    try (Spool spool = Spool.open(settings(0), Instant::now)) {
      assertAll(spool, kept);
    }
    StoreCheck.check(disk.resolve("spool"));
  }

  private static Commit commit(Spool spool, int n) throws Exception {
    return Mail.commit(spool, octets(200_000, n), Mail.entry(id(n), 0, NOON, "a@x.example"));
  }

  private static void assertAll(Spool spool, int kept) throws Exception {
    for (int n = 1; n <= kept; n++) {
      assertThat(Mail.content(spool, id(n))).isEqualTo(Mail.withHead(octets(200_000, n)));
    }
  }

  @Test
  void stopsInTimeToDeliverWhatIsThere() throws Exception {
    try (Spool spool = Spool.open(settings(60 << 20), Instant::now)) {
      Entry entry = Mail.keep(spool, 1, octets(1000, 1), "a@x.example");
      Files.write(disk.resolve("more"), new byte[60 << 20]);
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(
              () -> assertThat(spool.admit(0)).containsInstanceOf(SpoolRefusal.Full.class));
      assertThat(commit(spool, 2)).isInstanceOf(SpoolRefusal.Full.class);
      assertThat(Mail.settle(spool, entry, new Outcome.Delivered()))
          .isEqualTo(Settlement.Answer.RECORDED);
      Files.delete(disk.resolve("more"));
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(spool.admit(0)).isEmpty());
      assertThat(commit(spool, 2)).isInstanceOf(Commit.Kept.class);
    }
    StoreCheck.check(disk.resolve("spool"));
  }
}
