// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.trail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Keeps the lines of the mail log for a time, in files of bounded size, of which the oldest are
/// deleted: when they are too old, and when all together are too large. For one thread.
public final class Trail extends OutputStream {
  /// How long a file is written to.
  private static final Duration HOUR = Duration.ofHours(1);

  /// Files that what may be kept is divided into at least, so that little is deleted at once.
  private static final int LEAST_FILES = 16;

  private final TrailFiles files;
  private final Duration keep;
  private final long most;
  private final InstantSource clock;
  private OutputStream out = OutputStream.nullOutputStream();
  private Instant until = Instant.MIN;
  private long size;

  private Trail(TrailFiles files, Duration keep, long most, InstantSource clock) {
    this.files = files;
    this.keep = keep;
    this.most = most;
    this.clock = clock;
  }

  /// A trail in `directory`, which is made where it is missing, of at most so many octets, of what
  /// is at most so old. It goes on where the last one has ended.
  public static Trail open(Path directory, Duration keep, long most, InstantSource clock)
      throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Trail trail = new Trail(new TrailFiles(directory), keep, most, clock);
    trail.turn();
    return trail;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  /// Writes whole lines.
  @Override
  public void write(byte[] lines, int from, int length) throws IOException {
    if (size >= most / LEAST_FILES || !clock.instant().isBefore(until)) {
      turn();
    }
    size += length;
    out.write(lines, from, length);
  }

  /// Goes on in a new file, or in the last one where that is young and small, and deletes what need
  /// not be kept.
  private void turn() throws IOException {
    out.close();
    Instant now = clock.instant();
    List<TrailFiles.Leaf> all = files.all();
    prune(all, now);
    TrailFiles.Leaf leaf = files.at(now);
    if (!all.isEmpty() && isGoing(all.getLast(), now)) {
      leaf = all.getLast();
    }
    out = Files.newOutputStream(leaf.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(leaf.file());
    until = leaf.begins().plus(HOUR);
  }

  private boolean isGoing(TrailFiles.Leaf last, Instant now) throws IOException {
    return now.isBefore(last.begins().plus(HOUR))
        && !now.isBefore(last.begins())
        && Files.exists(last.file())
        && Files.size(last.file()) < most / LEAST_FILES;
  }

  private void prune(List<TrailFiles.Leaf> all, Instant now) throws IOException {
    long kept = most / LEAST_FILES; // for the one that begins
    for (int i = all.size() - 1; i >= 0; i--) {
      Instant ends = i + 1 < all.size() ? all.get(i + 1).begins() : now;
      kept += Files.size(all.get(i).file());
      if (kept > most || ends.isBefore(now.minus(keep))) {
        Files.delete(all.get(i).file());
      }
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
