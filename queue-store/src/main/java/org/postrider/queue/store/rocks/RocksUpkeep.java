// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Damaged;
import org.postrider.queue.store.Finding;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.Upkeep;
import org.postrider.queue.store.journal.Usage;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.MessageId;

/// Looks after the store. What was set aside is named by its key in hexadecimal digits, a file of
/// the journal by its name.
final class RocksUpkeep implements Upkeep {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] FIRST = {0};
  private static final byte[] PAST = {(byte) 0xff};

  private final RocksSpool spool;
  private final Path directory;
  private final Tally tally;
  private final Usage usage;

  RocksUpkeep(RocksSpool spool, Path directory, Tally tally, Usage usage) {
    this.spool = spool;
    this.directory = directory;
    this.tally = tally;
    this.usage = usage;
  }

  @Override
  public String format() {
    return "disk " + Opening.FORMAT;
  }

  @Override
  public CheckReport check(Progress progress) throws IOException {
    CheckReport.Gathering found = new CheckReport.Gathering();
    long before = tally.changes();
    long usedBefore = usage.sum().changes();
    boolean isWritten = isWritten();
    Check check = new Check(spool.store(), spool::isHidden, found);
    Map<String, Counts.Count> counted = check.run(progress);
    Map<String, Counts.Count> told = tally.byDestination();
    if (isWritten && before == tally.changes() && !counted.equals(told)) {
      String detail =
          tally.entries() + " entries are counted and " + found.entries() + " are there";
      found.found(Finding.Kind.COUNTS_OFF, "counts", null, detail);
      spool.committer().submit(new Chore("count afresh", _ -> tally.correct(counted, before)));
    }
    Usage.Sum used = usage.sum();
    if (isWritten && usedBefore == used.changes() && check.inUse() != used.live()) {
      String detail = used.live() + " octets are counted and " + check.inUse() + " are there";
      found.found(Finding.Kind.COUNTS_OFF, "octets in use", null, detail);
    }
    return found.report();
  }

  /// Waits until what is counted now is written too; false where nothing is written at present.
  private boolean isWritten() {
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    spool
        .committer()
        .submit(new Fence(false, () -> written.complete(true), _ -> written.complete(false)));
    return written.join();
  }

  @Override
  public Damaged.Page damaged(@Nullable String page, int most) throws IOException {
    List<Damaged> items = new ArrayList<>(page == null ? segments() : List.of());
    int segments = items.size(); // few, so all of them stand on the first page
    byte[] from = page == null ? FIRST : after(HEX.parseHex(page));
    List<String> last = new ArrayList<>(1);
    spool
        .store()
        .index()
        .scan(
            Family.DAMAGED,
            from,
            PAST,
            (key, record) -> {
              if (items.size() - segments == most) {
                last.add(items.getLast().key());
                return false;
              }
              items.add(damaged(key, record));
              return true;
            });
    return new Damaged.Page(items, last.isEmpty() ? null : last.getFirst());
  }

  private static Damaged damaged(byte[] key, byte[] record) {
    Aside aside = Aside.of(key, record);
    String what = key[0] == Keys.ENTRY ? "entry " + Keys.entryOf(key).number() : "envelope";
    return new Damaged(
        HEX.formatHex(key),
        Keys.messageOf(key),
        what,
        aside.at(),
        aside.why(),
        aside.record().length);
  }

  private List<Damaged> segments() throws IOException {
    List<Damaged> segments = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(Opening.DAMAGED_SEGMENT)) {
          segments.add(
              new Damaged(
                  name,
                  null,
                  "segment",
                  Files.getLastModifiedTime(file).toInstant(),
                  "a file of the journal that is damaged; what could be read of it was",
                  Files.size(file)));
        }
      }
    }
    return segments;
  }

  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  @Override
  public Optional<byte[]> record(String key) throws IOException {
    if (key.startsWith(Opening.DAMAGED_SEGMENT)) {
      return Optional.empty();
    }
    byte[] octets = HEX.parseHex(key);
    byte[] record = spool.store().index().get(Family.DAMAGED, octets);
    return Optional.ofNullable(record).map(found -> Aside.of(octets, found).record());
  }

  @Override
  public long drop(MessageId message) throws IOException {
    Dropping dropping = new Dropping(message);
    spool.committer().submit(dropping);
    long dropped = RocksSpool.result(dropping.answer);
    spool.damage().dropped(dropped);
    return dropped;
  }

  /// Removes what was set aside of a message, and its content where no entry is left.
  private final class Dropping implements Work {
    private final MessageId message;
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private long dropped;

    Dropping(MessageId message) {
      this.message = message;
    }

    @Override
    public void apply(Ledger ledger) throws IOException {
      ledger.batch().touch(message);
      List<byte[]> keys = new ArrayList<>();
      Records.Stored content = null;
      for (byte[] prefix : List.of(Keys.entriesOf(message), Keys.message(message))) {
        for (Map.Entry<byte[], byte[]> each : set(Family.DAMAGED, prefix)) {
          keys.add(each.getKey());
          byte[] found = Aside.of(each.getKey(), each.getValue()).record();
          Records.Stored told = Aside.content(each.getKey(), found);
          content = told == null ? content : told;
        }
      }
      byte[] key = Keys.message(message);
      byte[] whole = spool.store().index().get(Family.INDEX, key);
      boolean waits = !set(Family.INDEX, Keys.entriesOf(message)).isEmpty();
      for (byte[] each : keys) {
        ledger.batch().delete(Family.DAMAGED, each);
      }
      dropped = keys.size();
      if (!waits && whole != null) {
        ledger.forget(message, Records.message(key, whole).content());
      } else if (!waits && content != null) {
        ledger.forget(content);
      }
    }

    private List<Map.Entry<byte[], byte[]>> set(Family family, byte[] prefix) throws IOException {
      List<Map.Entry<byte[], byte[]>> records = new ArrayList<>();
      spool
          .store()
          .index()
          .scan(
              family,
              prefix,
              Keys.after(prefix),
              (key, record) -> records.add(Map.entry(key, record)));
      return records;
    }

    @Override
    public boolean mustBeDurable() {
      return true;
    }

    @Override
    public void done() {
      answer.complete(dropped);
    }

    @Override
    public void failed(SpoolRefusal why) {
      answer.completeExceptionally(new IOException(why.toString()));
    }
  }
}
