// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the model of a disk keeps and loses. The octets of its trace are all `new`; a file that was
/// there before has `old` ones.
class DiskTest {
  private static final int SIZE = 8 * Loss.SECTOR;
  private static final byte OLD = 'o';
  private static final byte NEW = 'n';

  @TempDir private Path directory;
  private Trace trace;
  private Disk disk;
  private int rebuilt;

  @BeforeEach
  void start() throws Exception {
    Path octets = Files.write(directory.resolve("trace"), filled(SIZE, NEW));
    Path before = Files.createDirectory(directory.resolve("before"));
    Files.write(before.resolve("old"), filled(SIZE, OLD));
    trace = Trace.open(octets);
    disk = new Disk(Files.createDirectory(directory.resolve("space")), trace);
    disk.take(before);
    disk.follow(new Event.Opened(1, false, false, ""));
    disk.follow(new Event.Opened(2, false, false, "old"));
  }

  @AfterEach
  void close() throws Exception {
    trace.close();
  }

  private static byte[] filled(int size, byte with) {
    byte[] octets = new byte[size];
    Arrays.fill(octets, with);
    return octets;
  }

  private void write(int handle, long offset, int length) throws Exception {
    disk.follow(new Event.Written(handle, offset, 0, length));
  }

  private void sync(int handle, int error) throws Exception {
    disk.follow(new Event.SyncBegun(handle, handle));
    disk.follow(new Event.SyncEnded(handle, handle, error));
  }

  private Path rebuild(Loss loss) throws Exception {
    Path found = directory.resolve("found" + rebuilt++);
    disk.rebuild(found, loss);
    return found;
  }

  private String old(Loss loss) throws Exception {
    return squeezed(Files.readAllBytes(rebuild(loss).resolve("old")));
  }

  /// A letter for each sector; `+` for one that has several.
  private static String squeezed(byte[] octets) {
    StringBuilder letters = new StringBuilder();
    for (int at = 0; at < octets.length; at += Loss.SECTOR) {
      byte[] sector = Arrays.copyOfRange(octets, at, Math.min(octets.length, at + Loss.SECTOR));
      boolean one = Arrays.equals(sector, filled(sector.length, sector[0]));
      letters.append(!one ? '+' : sector[0] == 0 ? '0' : (char) sector[0]);
    }
    return letters.toString();
  }

  @Test
  void whatIsNotSyncedIsAsBefore() throws Exception {
    write(2, Loss.SECTOR, 2 * Loss.SECTOR);
    assertThat(old(Loss.STRICT)).isEqualTo("oooooooo");
    assertThat(old(Loss.NONE)).isEqualTo("onnooooo");
    sync(2, 0);
    assertThat(old(Loss.STRICT)).isEqualTo("onnooooo");
  }

  @Test
  void aSyncCoversWhatWasWrittenBeforeItBegan() throws Exception {
    write(2, 0, Loss.SECTOR);
    disk.follow(new Event.SyncBegun(2, 7));
    write(2, Loss.SECTOR, Loss.SECTOR);
    assertThat(old(Loss.STRICT)).isEqualTo("oooooooo");
    disk.follow(new Event.SyncEnded(2, 7, 0));
    assertThat(old(Loss.STRICT)).isEqualTo("nooooooo");
  }

  @Test
  void whatAFailedSyncShouldHaveKeptIsLost() throws Exception {
    write(2, 0, Loss.SECTOR);
    sync(2, 5);
    write(2, Loss.SECTOR, Loss.SECTOR);
    sync(2, 0);
    assertThat(old(Loss.STRICT)).isEqualTo("onoooooo");
  }

  @Test
  void aNameIsKeptByItsDirectory() throws Exception {
    disk.follow(new Event.Opened(3, true, false, "fresh"));
    write(3, 0, Loss.SECTOR);
    sync(3, 0);
    assertThat(rebuild(Loss.STRICT)).isDirectoryNotContaining("glob:**fresh");
    assertThat(squeezed(Files.readAllBytes(rebuild(Loss.OCTETS).resolve("fresh")))).isEqualTo("n");
    disk.follow(new Event.Renamed("fresh", "old"));
    assertThat(old(Loss.STRICT)).isEqualTo("oooooooo");
    sync(1, 0);
    assertThat(old(Loss.STRICT)).isEqualTo("n");
    disk.follow(new Event.Removed("old"));
    assertThat(old(Loss.STRICT)).isEqualTo("n");
    sync(1, 0);
    assertThat(rebuild(Loss.STRICT)).isEmptyDirectory();
  }

  @Test
  void whatIsCutOffDoesNotComeBack() throws Exception {
    disk.follow(new Event.Resized(2, Loss.SECTOR));
    assertThat(old(Loss.STRICT)).isEqualTo("oooooooo");
    disk.follow(new Event.Resized(2, 3 * Loss.SECTOR));
    assertThat(old(Loss.NONE)).isEqualTo("o00");
    sync(2, 0);
    assertThat(old(Loss.STRICT)).isEqualTo("o00");
  }

  /// A write that is cut off leaves whole sectors, each old or new, and any of them.
  @Test
  void sectorsAreKeptOrNot() throws Exception {
    write(2, 0, 6 * Loss.SECTOR + 100);
    boolean torn = false;
    for (long seed = 0; seed < 50; seed++) {
      String sectors = old(new Loss(Loss.Fate.KEPT, Loss.Fate.SECTORS, seed));
      assertThat(sectors).matches("[on]{6}[o+]o");
      torn |= sectors.contains("on");
    }
    assertThat(torn).isTrue();
  }
}
