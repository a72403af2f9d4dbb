// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/// How many messages a second become durable, with 1, 8 and 64 threads that each wait for their own
/// commit, beside the same octets appended to a plain file with one sync for all that wait.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=CommitMessage`
public class CommitMessage extends Measured {
  private static final long EMPTY = 200 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The messages of one iteration are deleted after it, outside the measured time.
  @State(Scope.Benchmark)
  public static class Kept {
    @Param({"4096", "65536"})
    int body;

    byte[] octets;
    ScratchSpool scratch;

    /// Opens an empty spool.
    @Setup(Level.Trial)
    public void open() throws IOException {
      octets = Mail.body(body, false);
      scratch = ScratchSpool.open("commit");
    }

    /// Empties it, and waits until its files have gone: deleting them would take the disk's time
    /// away from the next iteration.
    @TearDown(Level.Iteration)
    public void empty() throws Exception {
      ScratchSpool.empty(scratch.spool());
      if (!new SpoolFiles(scratch.directory()).shrinkBelow(EMPTY, PATIENCE)) {
        throw new IllegalStateException("the space of what was deleted does not come back");
      }
    }

    /// Closes it and removes the files.
    @TearDown(Level.Trial)
    public void close() throws IOException {
      scratch.close();
    }
  }

  /// The limit.
  @State(Scope.Benchmark)
  public static class Plain {
    @Param({"4096", "65536"})
    int body;

    byte[] octets;
    Path directory;
    PlainLog log;

    /// Opens an empty file.
    @Setup(Level.Trial)
    public void open() throws IOException {
      octets = Mail.body(body, false);
      directory = Scratch.make("plain");
      log = PlainLog.open(directory);
    }

    /// Closes and removes it.
    @TearDown(Level.Trial)
    public void close() throws IOException {
      log.close();
      Scratch.remove(directory);
    }

    void append() {
      log.append(octets).join();
    }
  }

  /// One writer.
  @Benchmark
  @Threads(1)
  public void spool1(Kept kept) {
    commit(kept);
  }

  /// Eight at once.
  @Benchmark
  @Threads(8)
  public void spool8(Kept kept) {
    commit(kept);
  }

  /// Sixty-four at once.
  @Benchmark
  @Threads(64)
  public void spool64(Kept kept) {
    commit(kept);
  }

  /// One writer, plain.
  @Benchmark
  @Threads(1)
  public void plain1(Plain plain) {
    plain.append();
  }

  /// Eight at once, plain.
  @Benchmark
  @Threads(8)
  public void plain8(Plain plain) {
    plain.append();
  }

  /// Sixty-four at once, plain.
  @Benchmark
  @Threads(64)
  public void plain64(Plain plain) {
    plain.append();
  }

  private static void commit(Kept kept) {
    Mail.commitAndWait(kept.scratch.spool(), kept.octets, ThreadLocalRandom.current());
  }
}
