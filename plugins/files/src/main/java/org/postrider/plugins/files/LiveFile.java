// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.files;

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

/// A file of lines as it is now: looked at again when it is asked for, at most once a second, and
/// read again when it has changed. While it has a wrong line, or cannot be read, what was read
/// before stays in force and the log says why, once for each change. Any thread.
///
/// @param <T> what its lines say
public final class LiveFile<T> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// What a file is for.
  ///
  /// @param <T> what its lines say
  public interface Purpose<T> {
    /// Reads the lines of `file`.
    Reading<T> read(String file, List<String> lines);

    /// What a file without lines says.
    T empty();

    /// What it means for the log, in lower case, where there is no file, which then counts as
    /// empty; or `""` where there has to be one, and its absence is a fault like another.
    String absentMeans();

    /// Whether others must not be able to read it.
    boolean isSecret();
  }

  /// A reading of the file: what it says, and a sentence with file and line for each line that is
  /// wrong. Where there is such a line the content is not used.
  ///
  /// @param <T> what the lines say
  public record Reading<T>(T content, List<String> faults) {}

  private final Path file;
  private final Purpose<T> purpose;
  private final InstantSource clock;
  private final System.Logger log;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Instant nextLook = Instant.MIN;
  private volatile T content;
  private Stamp seen = Stamp.UNSEEN;

  /// A file that has not been read yet.
  public LiveFile(Path file, Purpose<T> purpose, InstantSource clock, System.Logger log) {
    this.file = file;
    this.purpose = purpose;
    this.clock = clock;
    this.log = log;
    content = purpose.empty();
  }

  /// Reads the file for the first time; the sentences say what is wrong with it.
  public List<String> open() {
    reading.lock();
    try {
      return look();
    } finally {
      reading.unlock();
    }
  }

  /// What it says.
  public T now() {
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
    return content;
  }

  private List<String> look() {
    Stamp stamp = stamp();
    if (stamp.equals(seen)) {
      return List.of();
    }
    seen = stamp;
    if (stamp.equals(Stamp.ABSENT) && purpose.absentMeans().isEmpty()) {
      return List.of(file + ": is not there");
    }
    if (stamp.equals(Stamp.ABSENT)) {
      log.log(Level.WARNING, "{0} is not there: {1}", file, purpose.absentMeans());
      content = purpose.empty();
      return List.of();
    }
    if (stamp.readableByOthers() && purpose.isSecret()) {
      log.log(Level.WARNING, "{0} can be read by others: chmod 600 {0}", file);
    }
    try {
      Reading<T> result = purpose.read(file.toString(), Files.readAllLines(file));
      if (result.faults().isEmpty()) {
        content = result.content();
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
