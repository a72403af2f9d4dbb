// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Lane;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.message.MessageId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What goes with an exported message: its envelope and entries. The form in JSON is told to
/// operators in `docs/operate/drain.md`.
///
/// @param envelope of the message
/// @param entries at least one
public record Waybill(Envelope envelope, List<Entry> entries) {
  private static final int FORMAT = 3;
  private static final int MOST_HEAD = 1 << 20;

  /// Copies the list.
  public Waybill {
    entries = List.copyOf(entries);
  }

  /// In JSON, without the octets of the head, which stand before the content. Where only some
  /// entries of the message go, what goes has an id of its own, so that it can meet the rest.
  public ObjectNode json(boolean whole) {
    MessageId id = envelope.id();
    Mailbox sender = envelope.sender().mailbox();
    FutureRelease release = envelope.asked().release();
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("format", FORMAT)
        .put("id", (whole ? id : ofPart()).toString())
        .put("original", id.toString())
        .put("accepted", envelope.accepted().toString())
        .put("from", sender == null ? "" : sender.toString())
        .put("body", envelope.body().toString())
        .put("smtputf8", envelope.smtpUtf8())
        .put("ret", text(envelope.asked().returned()))
        .put("envid", envelope.asked().envelopeId())
        .put("priority", String.valueOf(envelope.asked().priority()))
        .put("account", envelope.account())
        .put("client", envelope.client())
        .put("head", envelope.head().length)
        .put("size", envelope.size());
    if (release != null) {
      json.put("hold", release.request()).put("released", release.at().toString());
    }
    if (envelope.asked().tls() != TlsRequired.UNSAID) {
      json.put("tls-required", envelope.asked().tls().name().toLowerCase(Locale.ROOT));
    }
    DeliverBy by = envelope.asked().deliverBy();
    if (by != null) {
      json.put("deliver-by", by.at().toString())
          .put("late", by.returned() ? "returned" : "told")
          .put("traced", by.traced());
    }
    ArrayNode list = json.putArray("entries");
    entries.forEach(entry -> add(list.addObject(), entry));
    return json;
  }

  private static void add(ObjectNode json, Entry entry) {
    json.put("entry", entry.number())
        .put("destination", entry.destination())
        .put("state", entry.state() == Entry.State.HELD ? "held" : "queued")
        .put("due", entry.due().toString())
        .put("attempts", entry.attempts())
        .put("reason", entry.reason())
        .put("warned", entry.warned());
    ArrayNode to = json.putArray("to");
    entry.recipients().forEach(recipient -> add(to.addObject(), recipient));
  }

  private static void add(ObjectNode json, Recipient recipient) {
    OriginalRecipient original = recipient.parameters().original();
    json.put("address", recipient.mailbox().toString())
        .put("notify", text(recipient.parameters().when()))
        .put("orcpt", original == null ? "" : original.text());
  }

  private static String text(@Nullable Object parameter) {
    return parameter == null ? "" : parameter.toString();
  }

  /// The same for the same entries of the same message, at the same place in time.
  private MessageId ofPart() {
    StringBuilder what = new StringBuilder(envelope.id().toString());
    entries.forEach(entry -> what.append('/').append(entry.number()));
    UUID mixed = UUID.nameUUIDFromBytes(what.toString().getBytes(StandardCharsets.US_ASCII));
    long low = mixed.getMostSignificantBits() ^ mixed.getLeastSignificantBits();
    return new MessageId(envelope.id().high(), low);
  }

  /// Reads it back; the head is what `content` begins with. Throws `IllegalArgumentException` with
  /// the reason where it is none, and `IOException` where the content cannot be read.
  static Waybill of(JsonNode json, InputStream content) throws IOException {
    try {
      int format = json.path("format").asInt(0);
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "it has format %d; this Postrider knows %d".formatted(format, FORMAT));
      }
      Envelope envelope = envelope(json, content);
      List<Entry> entries = new ArrayList<>();
      for (JsonNode each : wanted(json, "entries")) {
        entries.add(entry(envelope, each));
      }
      envelope.check(entries, envelope.size() - envelope.head().length);
      return new Waybill(envelope, entries);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Envelope envelope(JsonNode json, InputStream content) throws IOException {
    int length = number(json, "head", MOST_HEAD);
    byte[] head = content.readNBytes(length);
    if (head.length != length) {
      throw new IllegalArgumentException("the content is shorter than its head");
    }
    String from = text(json, "from");
    return new Envelope(
        MessageId.parse(text(json, "id")),
        Instant.parse(text(json, "accepted")),
        from.isEmpty() ? ReversePath.NULL : new ReversePath(Mailbox.parse(from)),
        body(json),
        wanted(json, "smtputf8").asBoolean(),
        asked(json),
        text(json, "account"),
        text(json, "client"),
        head,
        wanted(json, "size").asLong(-1));
  }

  private static Body body(JsonNode json) {
    Body body = parameter(json, "body", Body::parse);
    if (body == null) {
      throw new IllegalArgumentException("body: found nothing, wanted what SMTP calls BODY");
    }
    return body;
  }

  private static MailParameters asked(JsonNode json) {
    String envelopeId = text(json, "envid");
    if (!envelopeId.isEmpty() && !MailParameters.isEnvelopeId(envelopeId)) {
      throw new IllegalArgumentException("envid: found " + envelopeId + ", wanted xtext");
    }
    // what was exported before there were priorities has none
    Integer priority = MailParameters.parsePriority(json.path("priority").asString("0"));
    if (priority == null) {
      throw new IllegalArgumentException("priority: wanted a number from -9 to 9");
    }
    MailParameters asked =
        new MailParameters(parameter(json, "ret", Returned::parse), envelopeId, priority);
    String hold = json.path("hold").asString("");
    if (!hold.isEmpty()) {
      asked = asked.held(new FutureRelease(Instant.parse(text(json, "released")), hold));
    }
    return asked.over(tls(json)).within(deliverBy(json));
  }

  private static TlsRequired tls(JsonNode json) {
    String word = json.path("tls-required").asString("unsaid");
    try {
      return TlsRequired.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tls-required: found " + word + ", wanted yes or no", e);
    }
  }

  private static @Nullable DeliverBy deliverBy(JsonNode json) {
    if (!json.has("deliver-by")) {
      return null;
    }
    String late = text(json, "late");
    if (!late.equals("returned") && !late.equals("told")) {
      throw new IllegalArgumentException("late: found " + late + ", wanted returned or told");
    }
    return new DeliverBy(
        Instant.parse(text(json, "deliver-by")),
        late.equals("returned"),
        wanted(json, "traced").asBoolean());
  }

  private static Recipient recipient(JsonNode json) {
    return new Recipient(
        Mailbox.parse(text(json, "address")),
        new RcptParameters(
            parameter(json, "notify", Notify::parse),
            parameter(json, "orcpt", OriginalRecipient::parse)));
  }

  /// What stands under a name; null where that is the empty text.
  private static <T> @Nullable T parameter(
      JsonNode json, String name, Function<String, @Nullable T> parse) {
    String found = text(json, name);
    T read = found.isEmpty() ? null : parse.apply(found);
    if (read == null && !found.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": found " + found + ", wanted what SMTP calls " + name.toUpperCase(Locale.ROOT));
    }
    return read;
  }

  private static Entry entry(Envelope envelope, JsonNode json) {
    List<Recipient> recipients = new ArrayList<>();
    wanted(json, "to").forEach(each -> recipients.add(recipient(each)));
    String state = text(json, "state");
    if (!state.equals("held") && !state.equals("queued")) {
      throw new IllegalArgumentException("state: found " + state + ", wanted queued or held");
    }
    return new Entry(
        envelope.id(),
        number(json, "entry", Integer.MAX_VALUE),
        text(json, "destination"),
        Lane.of(envelope),
        recipients,
        state.equals("held") ? Entry.State.HELD : Entry.State.QUEUED,
        Instant.parse(text(json, "due")),
        number(json, "attempts", Integer.MAX_VALUE),
        text(json, "reason"),
        wanted(json, "warned").asBoolean());
  }

  private static JsonNode wanted(JsonNode json, String name) {
    JsonNode found = json.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return found;
  }

  private static String text(JsonNode json, String name) {
    JsonNode found = wanted(json, name);
    if (!found.isString()) {
      throw new IllegalArgumentException(name + ": found " + found + ", wanted a text");
    }
    return found.asString();
  }

  private static int number(JsonNode json, String name, int most) {
    int found = wanted(json, name).asInt(-1);
    if (found < 0 || found > most) {
      throw new IllegalArgumentException(name + ": found " + json.get(name) + ", wanted a number");
    }
    return found;
  }
}
