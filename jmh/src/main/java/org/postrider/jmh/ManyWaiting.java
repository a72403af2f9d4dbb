// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// What a spool on disk is like with very many messages that wait, and how it comes back from that:
/// rates with none and with many, memory, pages of the queue, starting again, space. Not one of
/// JMH's benchmarks, since each step is long and needs the one before. Leaves a page in
/// `docs/performance`, row by row, and says what it does meanwhile.
///
/// `./mvnw -q -pl jmh -am -Pmeasure -DskipTests verify -Djmh.main=org.postrider.jmh.ManyWaiting
/// -Djmh.args="waiting=1000000"`
public final class ManyWaiting {
  /// When what waits is due: after the end of all this.
  static final Duration LATER = Duration.ofHours(24);

  private static final int TENTHS = 10;
  private static final int PAGE = 100;
  private static final int CHANGE_PAGE = 10_000;
  private static final long SMALL = 64 << 20;
  private static final double MILLION = 1e6;

  private final Options options;
  private final Path directory;
  private final Path page;
  private final SpoolFiles files;
  private Spool spool;
  private Traffic traffic;

  private ManyWaiting(Options options, Path directory, Path page) throws IOException {
    this.options = options;
    this.page = page;
    this.directory = directory;
    files = new SpoolFiles(directory);
    open();
  }

  /// Runs from the project's root; the arguments are those of [Options].
  public static void main(String[] args) throws Exception {
    Options options = Options.of(args, 0);
    Locale.setDefault(Locale.ROOT); // for the figures of the table
    Path scratch = Scratch.make("many");
    try {
      new ManyWaiting(options, scratch.resolve("spool"), begin(options)).run();
    } finally {
      Scratch.remove(scratch);
    }
  }

  private static Path begin(Options options) throws IOException, InterruptedException {
    String commit = Machine.said("git", "rev-parse", "--short", "HEAD");
    String name = "many-" + LocalDate.now(ZoneOffset.UTC) + "-" + commit;
    Path page = Files.createDirectories(Measure.PAGES).resolve(name + ".md");
    return Files.writeString(
        page,
        """
        # Measured: %,d messages that wait

        %s
        - command: `./mvnw -q -pl jmh -am -Pmeasure -DskipTests verify \
        -Djmh.main=org.postrider.jmh.ManyWaiting -Djmh.args="%s"`

        | what | figure |
        |---|---|
        """
            .formatted(options.waiting(), Machine.facts(), String.join(" ", options.args())));
  }

  private void open() throws IOException {
    spool = Spool.open(SpoolSettings.defaults(directory), InstantSource.system());
    traffic = options.traffic(spool);
  }

  private void run() throws Exception {
    say("warming up");
    Rates.of(traffic, options);
    Rates none = Rates.of(traffic, options);
    rest("at rest after that");
    long heap = Machine.heap();
    fill();
    row("files when all had come", files.rooms());
    rates("rates at once after that, of those with none waiting", none);
    rest("at rest after that");
    row("files then", files.rooms());
    memory("heap of a waiting message, with what is at hand for a first attempt", heap);
    rates("rates with them waiting, of those with none", none);
    look();
    startAgain();
    memory("heap of a waiting message, after a start", heap);
    empty();
    shrink();
    rates("rates after all that, of those at first", none);
    spool.close();
    say(page.toString());
  }

  private void row(String what, String figure) throws IOException {
    String row = "| " + what + " | " + figure + " |\n";
    Files.writeString(page, row, StandardOpenOption.APPEND);
    say(row.strip());
  }

  private static void say(String what) {
    System.out.println(what);
  }

  private void rates(String what, Rates none) throws Exception {
    Rates now = Rates.of(traffic, options);
    row(
        what,
        "accepted %s; found due and settled %s; accepted and settled at once %s"
            .formatted(
                ratio(now.accepted(), none.accepted()),
                ratio(now.settled(), none.settled()),
                ratio(now.relayed(), none.relayed())));
  }

  private static String ratio(double now, double none) {
    return "%.2f (%,.0f/s of %,.0f/s)".formatted(now / none, now, none);
  }

  private void fill() throws IOException {
    long begun = System.nanoTime();
    int done = 0;
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      long before = System.nanoTime();
      int count = (int) ((long) options.waiting() * tenth / TENTHS) - done;
      traffic.accept(count, LATER);
      done += count;
      say(
          "%,d in, %,.0f/s; %s; resident %s"
              .formatted(done, count / seconds(before), files.rooms(), Machine.resident()));
    }
    row("taken while the spool filled", "%,.0f/s".formatted(done / seconds(begun)));
  }

  private void rest(String what) throws Exception {
    long begun = System.nanoTime();
    boolean rests = files.rest(options.patience());
    row(what, (rests ? "within %.0f s" : "not within %.0f s").formatted(seconds(begun)));
  }

  private void memory(String what, long before) throws IOException {
    long more = Machine.heap() - before;
    row(
        what,
        "%.1f octets (%.1f MiB in all; resident %s)"
            .formatted(
                (double) more / options.waiting(), more / (double) (1 << 20), Machine.resident()));
  }

  /// What an operator's questions cost. The first time is the one that counts: nobody asks again
  /// and again.
  private void look() throws IOException {
    long begun = System.nanoTime();
    Listing listing = spool.list(Query.ALL, null, PAGE);
    row(
        "first page of the queue",
        "%.1f ms, %d entries".formatted(millis(begun), listing.items().size()));
    begun = System.nanoTime();
    var one = new Query(null, Traffic.recipient(0).domain().key(), null, null, null, null);
    int pages = 0;
    int found = 0;
    String next = null;
    do {
      listing = spool.list(one, next, PAGE);
      found += listing.items().size();
      next = listing.next();
      pages++;
    } while (found < PAGE && next != null);
    row(
        "first entries of one destination in the queue",
        "%.1f ms, %d entries in %d pages".formatted(millis(begun), found, pages));
    begun = System.nanoTime();
    Counts counts = spool.counts();
    double millis = millis(begun);
    row("counts", "%.1f ms, %,d destinations".formatted(millis, counts.byDestination().size()));
  }

  private void startAgain() throws Exception {
    long begun = System.nanoTime();
    spool.close();
    row("closing", "%.0f ms".formatted(millis(begun)));
    reopen("a start after that");
    spool.close();
    begun = System.nanoTime();
    row("the same in a process of its own", killed());
    say("killed after %.1f s; left: %s".formatted(seconds(begun), files.rooms()));
    reopen("a start after that process was killed");
    long waiting = waiting();
    long least = (long) options.waiting() + options.messages() + 1; // 1 of the first start
    row("entries then", "%,d, of which %,d were acknowledged before".formatted(waiting, least));
    if (waiting < least) {
      throw new IllegalStateException((least - waiting) + " messages are lost");
    }
  }

  private void reopen(String what) throws IOException {
    long begun = System.nanoTime();
    spool = Spool.open(SpoolSettings.defaults(directory), InstantSource.system());
    double opened = millis(begun);
    traffic = options.traffic(spool);
    long ready = System.nanoTime();
    traffic.accept(1, LATER);
    row(what, "open after %.0f ms, first commit %.0f ms later".formatted(opened, millis(ready)));
  }

  /// Has a process open the spool, fill it further, and end as if it were killed; what it says of
  /// opening.
  private String killed() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.addAll(List.of(Killed.class.getName(), directory.toString()));
    command.addAll(options.args());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the process that was to be killed failed");
    }
    String[] millis = said.strip().split(" ");
    return "open after %s ms, first commit %s ms later".formatted(millis[0], millis[1]);
  }

  private long waiting() throws IOException {
    return spool.counts().byDestination().values().stream().mapToLong(Counts.Count::queued).sum();
  }

  private void empty() throws IOException {
    row("files before all is deleted", files.rooms());
    long begun = System.nanoTime();
    long done = 0;
    long told = 0;
    String next = null;
    do {
      Listing deleted = spool.change(Query.ALL, new Change.Delete(), next, CHANGE_PAGE);
      done += deleted.items().size();
      next = deleted.next();
      if (done - told >= options.waiting() / TENTHS) {
        told = done;
        say("%,d deleted, %,.0f/s; %s".formatted(done, done / seconds(begun), files.rooms()));
      }
    } while (next != null);
    row("deleted", "%,d, %,.0f/s".formatted(done, done / seconds(begun)));
    if (waiting() != 0) {
      throw new IllegalStateException(waiting() + " messages are left");
    }
  }

  private void shrink() throws Exception {
    long begun = System.nanoTime();
    boolean small = files.shrinkBelow(SMALL, options.patience());
    row(
        "files smaller than 64 MiB after that",
        (small ? "within %.1f s: %s" : "not within %.1f s: %s")
            .formatted(seconds(begun), files.rooms()));
    rest("at rest after that");
    row("files then", files.rooms());
  }

  private static double seconds(long begun) {
    return millis(begun) / 1_000;
  }

  private static double millis(long begun) {
    return (System.nanoTime() - begun) / MILLION;
  }
}
