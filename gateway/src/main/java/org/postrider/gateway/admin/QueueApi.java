// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.admin.AdminServer.Answer;
import org.postrider.gateway.observe.JsonText;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// The queue, below `/queue`: `GET /queue` a page, `GET /queue/counts`, `GET /queue/ID`, `GET
/// /queue/ID/content`, `POST /queue/hold` and its like. Any thread that may block.
public final class QueueApi {
  /// How many entries one step reads or changes.
  static final int PAGE = 500;

  private static final String QUEUE = "/queue";
  private static final String CONTENT = "/content";
  private static final String DAMAGED = "damaged";

  private final Operations operations;
  private final InstantSource clock;
  private final DamagedApi damaged;

  /// For the queue of `operations`; ages are measured by `clock`.
  public QueueApi(Operations operations, InstantSource clock) {
    this.operations = operations;
    this.clock = clock;
    damaged = new DamagedApi(operations);
  }

  Answer answer(String method, String path, HttpExchange exchange) throws IOException {
    if (!path.equals(QUEUE) && !path.startsWith(QUEUE + "/")) {
      return Answer.problem(404, "there is nothing at " + path);
    }
    String rest = path.equals(QUEUE) ? "" : path.substring(QUEUE.length() + 1);
    try {
      Parameters parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
      return switch (method) {
        case "GET" -> show(rest, parameters);
        case "POST" -> change(rest, parameters, operator(exchange));
        default -> Answer.problem(405, method + " means nothing here");
      };
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
  }

  static String operator(HttpExchange exchange) {
    String name = exchange.getRequestHeaders().getFirst("Operator");
    return name == null || name.isEmpty()
        ? "unnamed"
        : URLDecoder.decode(name, StandardCharsets.UTF_8);
  }

  private Answer show(String rest, Parameters parameters) throws IOException {
    if (rest.isEmpty()) {
      return list(parameters);
    }
    if (rest.equals("counts")) {
      return counts(parameters.most(Integer.MAX_VALUE));
    }
    if (rest.equals(DAMAGED) || rest.startsWith(DAMAGED + "/")) {
      return damaged.show(rest.substring(DAMAGED.length()), parameters);
    }
    boolean content = rest.endsWith(CONTENT);
    MessageId id =
        MessageId.parse(content ? rest.substring(0, rest.length() - CONTENT.length()) : rest);
    return content ? content(id) : message(id);
  }

  private Answer list(Parameters parameters) throws IOException {
    Listing listing =
        operations
            .spool()
            .list(parameters.query(clock), parameters.text("page"), parameters.most(PAGE));
    JsonText json = new JsonText().open().list("items");
    for (Listing.Item item : listing.items()) {
      json.open();
      Envelope envelope = item.envelope();
      json.text("id", envelope.id().toString());
      entry(json, item.entry());
      json.text("from", from(envelope)).number("size", envelope.size());
      json.time("accepted", envelope.accepted()).close();
    }
    return Answer.json(200, json.end().some("next", listing.next()).close());
  }

  private static void entry(JsonText json, Entry entry) {
    json.number("entry", entry.number())
        .text("state", entry.state() == Entry.State.HELD ? "held" : "queued")
        .text("destination", entry.destination())
        .time("due", entry.due())
        .number("attempts", entry.attempts())
        .some("reason", entry.reason())
        .list("to");
    entry.recipients().forEach(recipient -> json.item(recipient.toString()));
    json.end();
  }

  private static String from(Envelope envelope) {
    var mailbox = envelope.sender().mailbox();
    return mailbox == null ? "<>" : mailbox.toString();
  }

  private Answer counts(int most) throws IOException {
    Counts counts = operations.spool().counts();
    JsonText json = new JsonText().open().time("at", counts.at());
    json.number(
        "queued", counts.byDestination().values().stream().mapToLong(Counts.Count::queued).sum());
    json.number(
        "held", counts.byDestination().values().stream().mapToLong(Counts.Count::held).sum());
    json.list("destinations");
    counts.byDestination().entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Counts.Count>>comparingLong(
                    each -> -each.getValue().queued() - each.getValue().held())
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .forEach(each ->
            json.open()
                .text("destination", each.getKey())
                .number("queued", each.getValue().queued())
                .number("held", each.getValue().held())
                .close());
    return Answer.json(200, json.end().close());
  }

  private Answer message(MessageId id) throws IOException {
    Optional<Envelope> found = operations.spool().envelope(id);
    if (found.isEmpty()) {
      return gone(id);
    }
    Envelope envelope = found.get();
    JsonText json =
        new JsonText()
            .open()
            .text("id", id.toString())
            .text("from", from(envelope))
            .time("accepted", envelope.accepted())
            .number("size", envelope.size())
            .text("client", envelope.client())
            .some("account", envelope.account())
            .list("entries");
    String page = null;
    do {
      Listing listing = operations.spool().list(Query.of(id), page, PAGE);
      for (Listing.Item item : listing.items()) {
        json.open();
        entry(json, item.entry());
        json.close();
      }
      page = listing.next();
    } while (page != null);
    return Answer.json(200, json.end().close());
  }

  private Answer content(MessageId id) throws IOException {
    Optional<Content> content = operations.spool().content(id);
    return content.isEmpty()
        ? gone(id)
        : new Answer(200, "message/rfc822", content.get().size(), content.get().open());
  }

  private Answer gone(MessageId id) {
    boolean damaged = operations.spool().health().damaged() > 0;
    return Answer.problem(
        404,
        "no message "
            + id
            + " waits"
            + (damaged ? "; postrider queue damaged lists what was set aside" : ""));
  }

  private Answer change(String act, Parameters parameters, String operator) throws IOException {
    if (act.equals(DAMAGED + "/drop")) {
      return damaged.drop(MessageId.parse(String.valueOf(parameters.text("id"))), operator);
    }
    Query query = parameters.query(clock);
    if (query.equals(Query.ALL) && !"true".equals(parameters.text("all"))) {
      throw new IllegalArgumentException("which entries? A filter, or all=true, is wanted");
    }
    long count;
    if (act.equals("bounce")) {
      count = operations.bounce(query);
    } else {
      Change change = change(act, operator);
      if (change == null) {
        return Answer.problem(404, "there is nothing to do that is called " + act);
      }
      operations.tryAgain(); // first, since what has changed is tried at once
      count = changed(query, change);
      operations.wake();
    }
    operations.told(new Told.Operated(operator, act, parameters.toString(), count));
    return Answer.json(200, new JsonText().open().number("count", count).close());
  }

  private @Nullable Change change(String act, String operator) {
    return switch (act) {
      case "hold" -> new Change.Hold("held by " + operator);
      case "release" -> new Change.Release(clock.instant());
      case "retry" -> new Change.Retry(clock.instant());
      case "delete" -> new Change.Delete();
      default -> null;
    };
  }

  private long changed(Query query, Change change) throws IOException {
    long count = 0;
    String page = null;
    do {
      Listing listing = operations.spool().change(query, change, page, PAGE);
      count += listing.items().size();
      page = listing.next();
    } while (page != null);
    return count;
  }
}
