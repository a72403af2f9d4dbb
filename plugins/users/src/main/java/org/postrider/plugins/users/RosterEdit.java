// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.files.OwnFile;

/// Changes the file for an operator's command: one writer at a time, whole or not at all, and
/// comments stay where they are. A crash leaves the old file or the new one.
final class RosterEdit {
  private static final List<String> FIRST_LINES =
      List.of(
          "# Accounts and API keys of Postrider, changed by `postrider user` and `postrider key`.",
          "# user NAME VERIFIER",
          "# key ID ACCOUNT HASH DAY LABEL");

  private final Path file;

  RosterEdit(Path file) {
    this.file = file;
  }

  /// What the file says now. Throws [Declined] where a line of it is wrong.
  Roster read() throws IOException, Declined {
    return roster(lines());
  }

  /// Reads, changes and writes. `change` may throw [Declined]; then nothing is written.
  void change(Change change) throws IOException, Declined {
    Path beside = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(
                beside,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OwnFile.permissions());
        FileLock lock = lock(channel)) {
      List<String> before = lines();
      Roster roster = roster(before);
      List<String> after = change.of(roster, before.isEmpty() ? FIRST_LINES : before);
      roster(after);
      write(after);
      lock.release();
    }
  }

  /// How lines change, given what they say.
  @FunctionalInterface
  interface Change {
    List<String> of(Roster roster, List<String> lines) throws Declined;

    /// Appends a line.
    static List<String> with(List<String> lines, Line line) {
      List<String> more = new ArrayList<>(lines);
      more.add(line.text());
      return more;
    }

    /// Maps each line that says something to another, or to `Other` to leave it out.
    static List<String> each(List<String> lines, UnaryOperator<Line> change) {
      List<String> result = new ArrayList<>();
      for (String text : lines) {
        Line line = Line.parse(text);
        Line changed = change.apply(line);
        if (line.equals(changed)) {
          result.add(text);
        } else if (!(changed instanceof Line.Other)) {
          result.add(changed.text());
        }
      }
      return result;
    }
  }

  /// Why a command does nothing.
  static final class Declined extends Exception {
    private static final long serialVersionUID = 1L;

    Declined(String message) {
      super(message);
    }
  }

  private FileLock lock(FileChannel channel) throws IOException, Declined {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      throw new Declined("another command is changing " + file + "; try again");
    }
    return lock;
  }

  private List<String> lines() throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  private Roster roster(List<String> lines) throws Declined {
    LiveFile.Reading<Roster> reading = Roster.read(file.toString(), lines);
    if (!reading.faults().isEmpty()) {
      throw new Declined(String.join("\n", reading.faults()));
    }
    return reading.content();
  }

  private void write(List<String> lines) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Path directory = OwnFile.above(file);
    OwnFile.create(fresh, String.join("\n", lines) + "\n", Files.exists(file) ? file : directory);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    OwnFile.sync(directory);
  }
}
