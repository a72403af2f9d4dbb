// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.OtherJvm;
import org.postrider.queue.store.contract.SpoolCheck;

/// A process that takes and finishes mail is killed at random moments, again and again, on the same
/// store. What it said was kept is there, what it said was finished is not.
class KillTest {
  private static final int ROUNDS = 6;
  private static final int PER_ROUND = 100_000;
  private static final int WRITERS = 8;

  @TempDir private Path directory;

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    Random random = new Random(20261123);
    Set<Integer> kept = new HashSet<>();
    Set<Integer> finished = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      Process child =
          OtherJvm.start(KillTest.class, directory.toString(), Integer.toString(round * PER_ROUND));
      try (BufferedReader said = child.inputReader(StandardCharsets.US_ASCII)) {
        int lines = 200 + random.nextInt(1500);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          note(line, kept, finished);
          if (--lines == 0) {
            child.toHandle().destroyForcibly(); // what it said can still be read
          }
        }
      }
      child.waitFor();
      verify(kept, finished);
    }
    assertThat(kept).hasSizeGreaterThan(ROUNDS * 50);
  }

  private static void note(String line, Set<Integer> kept, Set<Integer> finished) {
    String[] word = line.split(" ");
    if (word.length == 3 && word[2].equals(".")) { // else cut off
      (word[0].equals("kept") ? kept : finished).add(Integer.valueOf(word[1]));
    }
  }

  private void verify(Set<Integer> kept, Set<Integer> finished) throws Exception {
    try (Spool spool = Spool.open(SpoolSettings.defaults(directory), Instant::now)) {
      for (int n : kept) {
        if (n % 3 != 0) { // those are finished, or about to be
          assertThat(Mail.content(spool, id(n))).isEqualTo(Mail.withHead(body(n)));
        }
      }
      for (int n : finished) {
        assertThat(spool.envelope(id(n))).isEmpty();
      }
      SpoolCheck.check(spool);
    }
    StoreCheck.check(directory);
  }

  private static byte[] body(int n) {
    return octets(n % 10 == 0 ? 200_000 : 1000 + n % 500, n);
  }

  /// The process that is killed.
  public static void main(String[] arguments) throws Exception {
    int first = Integer.parseInt(arguments[1]);
    Spool spool = Spool.open(SpoolSettings.defaults(Path.of(arguments[0])), Instant::now);
    for (int w = 0; w < WRITERS; w++) {
      int start = first + w;
      Thread.ofPlatform().start(() -> write(spool, start));
    }
  }

  private static void write(Spool spool, int start) {
    try {
      for (int n = start; ; n += WRITERS) {
        Entry entry = Mail.keep(spool, n, body(n), "a@x.example");
        System.out.println("kept " + n + " .");
        if (n % 3 == 0) {
          Mail.settle(spool, entry, new Outcome.Delivered());
          System.out.println("finished " + n + " .");
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
