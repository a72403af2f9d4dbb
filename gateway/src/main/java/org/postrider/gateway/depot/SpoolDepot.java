// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolStats;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A spool that this process has opened. Any thread that may block.
public final class SpoolDepot implements Depot {
  /// Entries of a page.
  private static final int PAGE = 100;

  /// Destinations that the stats tell of.
  private static final int TOP = 20;

  private static final int BUFFER = 1 << 16;

  /// Why an entry is held that is being exported; one of an export that broke off is known by it.
  private static final String EXPORTED = "being exported";

  private final Spool spool;
  private final Claims claims;
  private final InstantSource clock;

  /// For a spool, which is closed with this, and those who deliver from it.
  public SpoolDepot(Spool spool, Claims claims, InstantSource clock) {
    this.spool = spool;
    this.claims = claims;
    this.clock = clock;
  }

  @Override
  public JsonNode messages(Map<String, String> filter, @Nullable String page) throws IOException {
    Query query = Filter.query(filter, clock);
    int blank = page == null ? -1 : page.indexOf(' ');
    String from = page == null ? null : page.substring(0, blank);
    String seen = page == null ? "" : page.substring(blank + 1);
    Listing listing = spool.list(query, from, PAGE);
    Set<MessageId> ids = new LinkedHashSet<>();
    listing.items().forEach(item -> ids.add(item.envelope().id()));
    ids.removeIf(id -> id.toString().equals(seen)); // its entries are on two pages
    ObjectNode json = JsonMapper.shared().createObjectNode();
    ArrayNode items = json.putArray("items");
    String last = seen;
    for (MessageId id : ids) {
      addMeant(items, id, query);
      last = id.toString();
    }
    if (listing.next() != null) {
      json.put("next", listing.next() + " " + last);
    }
    return json;
  }

  private void addMeant(ArrayNode items, MessageId id, Query query) throws IOException {
    List<Entry> meant = new ArrayList<>();
    List<Listing.Item> all = entries(id);
    for (Listing.Item item : all) {
      if (query.means(item.entry(), item.envelope())) {
        meant.add(restored(item.entry()));
      }
    }
    if (!meant.isEmpty()) {
      Envelope envelope = all.getFirst().envelope();
      items.add(new Waybill(envelope, meant).json(meant.size() == all.size()));
    }
  }

  private List<Listing.Item> entries(MessageId id) throws IOException {
    List<Listing.Item> all = new ArrayList<>();
    String page = null;
    do {
      Listing listing = spool.list(Query.of(id), page, PAGE);
      all.addAll(listing.items());
      page = listing.next();
    } while (page != null);
    return all;
  }

  /// What an export that broke off has held is queued for whoever comes next.
  private static Entry restored(Entry entry) {
    boolean isOurs = entry.state() == Entry.State.HELD && entry.reason().equals(EXPORTED);
    return isOurs ? entry.held("").at(entry.due()) : entry;
  }

  @Override
  public void content(String id, Path into) throws IOException {
    Content content =
        spool.content(MessageId.parse(id)).orElseThrow(() -> new IOException(id + " is gone"));
    try (InputStream in = content.open()) {
      Files.copy(in, into);
    }
  }

  @Override
  public JsonNode take(List<String> names) throws IOException {
    Map<MessageId, List<EntryName>> byMessage = new LinkedHashMap<>();
    List<EntryName> all = names.stream().map(EntryName::parse).toList();
    all.forEach(
        name -> byMessage.computeIfAbsent(name.message(), _ -> new ArrayList<>()).add(name));
    Map<EntryName, Entry> before = new HashMap<>();
    spool.change(all, new Change.Hold(EXPORTED)).forEach(entry -> before.put(entry.name(), entry));
    ObjectNode json = JsonMapper.shared().createObjectNode();
    ArrayNode items = json.putArray("items");
    ArrayNode busy = json.putArray("busy");
    for (Map.Entry<MessageId, List<EntryName>> each : byMessage.entrySet()) {
      if (isClaimed(each.getValue())) {
        addTaken(items, each.getKey(), each.getValue(), before);
      } else {
        each.getValue().forEach(name -> busy.add(name.toString()));
      }
    }
    return json;
  }

  /// All of them or none.
  private boolean isClaimed(List<EntryName> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!claims.claim(names.get(i))) {
        names.subList(0, i).forEach(claims::release);
        return false;
      }
    }
    return true;
  }

  private void addTaken(
      ArrayNode items, MessageId id, List<EntryName> names, Map<EntryName, Entry> before)
      throws IOException {
    List<Entry> taken = new ArrayList<>();
    List<Listing.Item> all = entries(id);
    for (Listing.Item item : all) {
      Entry entry = item.entry();
      Entry old = before.get(entry.name());
      boolean untouched = old != null && old.attempts() == entry.attempts();
      if (names.contains(entry.name())) {
        taken.add(untouched ? old : restored(entry));
      }
    }
    if (taken.isEmpty()) {
      names.forEach(claims::release); // delivered meanwhile
    } else {
      Envelope envelope = all.getFirst().envelope();
      items.add(new Waybill(envelope, taken).json(taken.size() == all.size()));
    }
  }

  @Override
  public long remove(List<String> names) throws IOException {
    List<EntryName> all = names.stream().map(EntryName::parse).toList();
    long count = spool.change(all, new Change.Delete()).size();
    all.forEach(claims::release);
    return count;
  }

  @Override
  public void giveBack(List<String> names) throws IOException {
    for (String text : names) {
      EntryName name = EntryName.parse(text);
      for (Listing.Item item : entries(name.message())) {
        Entry entry = item.entry();
        if (entry.name().equals(name) && !entry.equals(restored(entry))) {
          spool.change(List.of(name), new Change.Release(entry.due()));
        }
      }
      claims.release(name);
    }
  }

  @Override
  public JsonNode put(JsonNode waybill, Path content) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(content), BUFFER)) {
      return put(waybill, in);
    }
  }

  /// The same for octets that come from elsewhere.
  public JsonNode put(JsonNode json, InputStream content) throws IOException {
    Waybill waybill;
    try {
      waybill = Waybill.of(json, content);
    } catch (IllegalArgumentException e) {
      return result("wrong").put("detail", e.getMessage());
    }
    MessageId id = waybill.envelope().id();
    if (spool.envelope(id).isPresent()) {
      return result("there");
    }
    long octets = waybill.envelope().size() - waybill.envelope().head().length;
    Intake intake = spool.intake(octets);
    boolean whole = false;
    try {
      whole = isAppended(intake, content, octets);
    } finally {
      if (!whole) {
        intake.abandon();
      }
    }
    if (!whole) {
      return result("wrong")
          .put("detail", "the content has not the " + octets + " octets that it should");
    }
    Commit commit =
        intake.commit(waybill.envelope(), waybill.entries()).toCompletableFuture().join();
    if (!(commit instanceof Commit.Kept)) {
      throw new IOException("the spool does not take " + id + " now: " + commit);
    }
    return result("imported");
  }

  private static ObjectNode result(String word) {
    return JsonMapper.shared().createObjectNode().put("result", word);
  }

  /// Takes octets as fast as the spool does; false where there are more or fewer.
  private static boolean isAppended(Intake intake, InputStream content, long octets)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      if (intake.size() + read > octets) {
        return false;
      }
      if (!intake.append(buffer, 0, read)) {
        try {
          intake.ready().toCompletableFuture().join();
        } catch (CompletionException e) {
          throw new IOException("the spool takes no more octets", e);
        }
      }
    }
    return intake.size() == octets;
  }

  @Override
  public JsonNode walk(String kind, Progress progress) throws IOException {
    return switch (kind) {
      case "check" -> {
        CheckReport report = spool.upkeep().check(progress);
        yield Reports.of(report, spool.health().damaged());
      }
      case "stats" -> Reports.of(SpoolStats.of(spool, clock.instant(), TOP, progress), spool);
      default -> throw new IllegalArgumentException("there is no walk that is called " + kind);
    };
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
