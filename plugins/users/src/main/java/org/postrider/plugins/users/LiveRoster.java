// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The file as it is now: looked at again when it is asked for, at most once a second, and read
/// again when it has changed. While it has a wrong line, or cannot be read, what was read before
/// stays in force and the log says why, once for each change. A file that is not there has nobody
/// in it. Any thread.
final class LiveRoster {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Path file;
  private final InstantSource clock;
  private final System.Logger log;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Instant nextLook = Instant.MIN;
  private volatile Roster roster = Roster.EMPTY;
  private Stamp seen = Stamp.UNSEEN;

  LiveRoster(Path file, InstantSource clock, System.Logger log) {
    this.file = file;
    this.clock = clock;
    this.log = log;
  }

  /// Reads the file for the first time; the sentences say what is wrong with it.
  List<String> open() {
    reading.lock();
    try {
      return look();
    } finally {
      reading.unlock();
    }
  }

  Roster now() {
    Instant now = clock.instant();
    // A clock set back must not stop the looking: hence the second comparison.
    boolean due = !now.isBefore(nextLook) || now.isBefore(nextLook.minus(BETWEEN_LOOKS));
    if (due && reading.tryLock()) {
      try {
        nextLook = now.plus(BETWEEN_LOOKS);
        look().forEach(fault -> log.log(Level.ERROR, "{0}; what was read before stays", fault));
      } finally {
        reading.unlock();
      }
    }
    return roster;
  }

  private List<String> look() {
    Stamp stamp = stamp();
    if (stamp.equals(seen)) {
      return List.of();
    }
    seen = stamp;
    if (stamp.equals(Stamp.ABSENT)) {
      log.log(Level.WARNING, "{0} is not there: nobody can authenticate", file);
      roster = Roster.EMPTY;
      return List.of();
    }
    if (stamp.readableByOthers()) {
      log.log(Level.WARNING, "{0} can be read by others: chmod 600 {0}", file);
    }
    try {
      Roster.Reading result = Roster.read(file.toString(), Files.readAllLines(file));
      if (result.faults().isEmpty()) {
        roster = result.roster();
      }
      return result.faults();
    } catch (CharacterCodingException _) {
      return List.of(file + ": is not UTF-8");
    } catch (IOException e) {
      return List.of(file + ": cannot be read: " + e);
    }
  }

  private Stamp stamp() {
    try {
      PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class);
      boolean others =
          found.permissions().contains(PosixFilePermission.OTHERS_READ)
              || found.permissions().contains(PosixFilePermission.GROUP_READ);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey(), others);
    } catch (NoSuchFileException _) {
      return Stamp.ABSENT;
    } catch (IOException e) {
      return new Stamp(FileTime.fromMillis(0), -1, e.toString(), false);
    }
  }

  /// What tells one state of a file from another. The key changes when another file is renamed into
  /// its place, even within one tick of its time.
  private record Stamp(
      FileTime modified, long size, @Nullable Object key, boolean readableByOthers) {
    static final Stamp UNSEEN = new Stamp(FileTime.fromMillis(0), -1, "unseen", false);
    static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, "absent", false);
  }
}
