// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.util.SplittableRandom;

/// What a power cut takes of that which was not synced. The seed tells a random one again.
record Loss(Fate names, Fate octets, long seed) {
  /// What a disk writes at once, in octets: it is there whole or not at all.
  static final int SECTOR = 512;

  private static final int PAGE = 4096;

  /// Everything unsynced is gone: the least that a disk may keep.
  static final Loss STRICT = new Loss(Fate.GONE, Fate.GONE, 0);

  /// The same, but names are kept at once, as some file systems do.
  static final Loss OCTETS = new Loss(Fate.KEPT, Fate.GONE, 0);

  /// Nothing is gone: the end of a process, not of the power.
  static final Loss NONE = new Loss(Fate.KEPT, Fate.KEPT, 0);

  /// How it goes with one kind of changes.
  enum Fate {
    /// None of it is kept.
    GONE,
    /// All of it is kept.
    KEPT,
    /// What came first is kept; of the first that is not, some sectors are.
    BEGUN,
    /// Each page, or name, is as it was at some moment since the last sync.
    PAGES,
    /// Each sector, or name, is as it was at some moment since the last sync.
    SECTORS
  }

  /// Any loss.
  static Loss random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Fate[] fates = Fate.values();
    return new Loss(fates[random.nextInt(fates.length)], fates[2 + random.nextInt(3)], seed);
  }

  /// Of `changes` of names, in order: how many are kept for certain, those that come first.
  int namesKept(int changes) {
    return switch (names) {
      case GONE, PAGES, SECTORS -> 0;
      case KEPT -> changes;
      case BEGUN -> dice(-1, 0).nextInt(changes + 1);
    };
  }

  /// Whether the change number `change`, which is not kept for certain, is kept all the same.
  boolean keepsName(int change) {
    return switch (names) {
      case GONE, KEPT, BEGUN -> false;
      case PAGES, SECTORS -> dice(-1, change + 1L).nextBoolean();
    };
  }

  /// After how many of the file's `changes` a sector is as the disk has it.
  int kept(int file, long sector, int changes) {
    return switch (octets) {
      case GONE -> 0;
      case KEPT -> changes;
      case BEGUN -> {
        int whole = dice(file, -1).nextInt(changes + 1);
        yield whole < changes && dice(file, sector).nextBoolean() ? whole + 1 : whole;
      }
      case PAGES -> some(file, sector / (PAGE / SECTOR), changes);
      case SECTORS -> some(file, sector, changes);
    };
  }

  /// After how many of the file's `changes` its size is as the disk has it.
  int sizeKept(int file, int changes) {
    return switch (octets) {
      case GONE -> 0;
      case KEPT -> changes;
      case BEGUN, PAGES, SECTORS -> dice(file, -1).nextInt(changes + 1);
    };
  }

  private int some(int file, long place, int changes) {
    SplittableRandom dice = dice(file, place);
    return switch (dice.nextInt(3)) {
      case 0 -> 0;
      case 1 -> changes;
      default -> dice.nextInt(changes + 1);
    };
  }

  private SplittableRandom dice(int file, long place) {
    return new SplittableRandom((seed * 31 + file) * 0x9E3779B97F4A7C15L + place);
  }

  @Override
  public String toString() {
    return "names %s, octets %s, seed %d".formatted(names, octets, seed);
  }
}
