// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// What one line of the mail log says. The names of the fields are described in
/// `docs/operate/log.md`; they are kept as they are, and only added to. For one thread.
final class MailLine {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final JsonText json;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  MailLine(JsonText json) {
    this.json = json;
  }

  /// The event's word, in the log as in the metrics.
  static String word(Told told) {
    return switch (told) {
      case Told.Accepted _ -> "accepted";
      case Told.Refused _ -> "refused";
      case Told.Authenticated _ -> "authenticated";
      case Told.Discarded _ -> "discarded";
      case Told.Attempted attempted -> attempted.ending().name().toLowerCase(Locale.ROOT);
      case Told.Notified _ -> "notified";
      case Told.Throttled _ -> "throttled";
      case Told.Composed _ -> "composed";
      case Told.Operated _ -> "operated";
    };
  }

  /// Adds the line for `told`, which happened at `millis` since 1970.
  void add(long millis, Told told) {
    begin(millis, word(told));
    switch (told) {
      case Told.Accepted accepted -> accepted(accepted);
      case Told.Refused refused -> refused(refused);
      case Told.Authenticated authenticated -> authenticated(authenticated);
      case Told.Discarded discarded -> discarded(discarded);
      case Told.Attempted attempted -> attempted(attempted);
      case Told.Notified notified -> notified(notified);
      case Told.Throttled throttled -> throttled(throttled);
      case Told.Composed composed -> composed(composed);
      case Told.Operated operated -> operated(operated);
    }
    json.close().line();
  }

  /// Adds the line that says how many lines are missing.
  void addLost(long millis, long count) {
    begin(millis, "lost");
    json.number("count", count).close().line();
  }

  private void begin(long millis, String event) {
    json.open().text("time", time(millis)).text("event", event);
  }

  private String time(long millis) {
    long now = Math.floorDiv(millis, 1_000L);
    if (now != second) {
      second = now;
      secondText = SECOND.format(Instant.ofEpochSecond(now));
    }
    int rest = (int) Math.floorMod(millis, 1_000L);
    return secondText + (char) ('0' + rest / 100) + rest / 10 % 10 + rest % 10 + "Z";
  }

  private void accepted(Told.Accepted told) {
    json.text("id", told.id().toString());
    mail(told.mail());
    recipients(told.recipients());
    json.number("size", told.size()).thousandths("took_ms", told.took().toNanos() / 1_000);
  }

  private void refused(Told.Refused told) {
    json.text("stage", told.stage());
    connection(told.connection());
    json.some("from", told.sender())
        .some("to", told.recipient())
        .text("reply", told.reply().toString())
        .some("by", told.by())
        .some("detail", told.detail());
  }

  private void authenticated(Told.Authenticated told) {
    connection(told.connection());
    json.text("mechanism", told.mechanism())
        .text("account", told.name())
        .flag("proved", told.proved());
  }

  private void discarded(Told.Discarded told) {
    json.text("id", told.id().toString());
    mail(told.mail());
    recipients(told.recipients());
    json.text("by", told.by()).some("reason", told.reason());
  }

  private void attempted(Told.Attempted told) {
    json.text("id", told.id().toString())
        .text("from", sender(told.sender()))
        .text("to", told.recipient().toString())
        .number("attempt", told.attempt())
        .some("hop", told.hop())
        .some("tls", told.tls())
        .some("security", told.security());
    var reply = told.reply();
    if (reply != null) {
      json.text("reply", reply.toString());
    }
    var failure = told.failure();
    if (failure != null) {
      json.text("class", failure.word());
    }
    json.some("reason", told.reason());
    var next = told.next();
    if (next != null) {
      json.text("next", time(next.toEpochMilli()));
    }
    json.thousandths("age_s", told.age().toMillis());
  }

  private void notified(Told.Notified told) {
    json.text("id", told.id().toString())
        .text("about", told.about().toString())
        .text("to", told.to().toString())
        .text("kind", told.kind());
  }

  private void throttled(Told.Throttled told) {
    json.text("hop", told.hop())
        .text("reply", told.reply().toString())
        .number("count", told.times())
        .thousandths("within_s", told.within().toMillis());
  }

  private void composed(Told.Composed told) {
    json.text("id", told.id().toString()).text("from", sender(told.sender()));
    recipients(told.recipients());
    json.number("size", told.size()).text("by", told.by());
  }

  private void operated(Told.Operated told) {
    json.text("operator", told.operator())
        .text("act", told.act())
        .text("query", told.query())
        .number("count", told.count());
  }

  private void mail(Mail mail) {
    connection(mail.hello().connection());
    json.text("hello", mail.hello().name())
        .some("account", mail.account())
        .text("from", sender(mail.sender()));
  }

  private void connection(Connection connection) {
    json.text("listener", connection.listener())
        .text("client", address(connection.client()))
        .some("tls", connection.tls())
        .some("proxy", connection.hearsay().proxy())
        .some("proxy_tls", connection.hearsay().proxyTls())
        .some("xclient", connection.hearsay().xclient())
        .some("name", connection.hearsay().name());
    Map<String, String> forwarded = connection.hearsay().forwarded();
    if (!forwarded.isEmpty()) {
      json.open("forwarded");
      new TreeMap<>(forwarded).forEach(json::text);
      json.close();
    }
  }

  private void recipients(List<Mailbox> recipients) {
    json.list("to");
    for (Mailbox recipient : recipients) {
      json.item(recipient.toString());
    }
    json.end();
  }

  private static String sender(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? "<>" : mailbox.toString();
  }

  private static String address(@Nullable InetSocketAddress address) {
    if (address == null || address.getAddress() == null) {
      return "";
    }
    return address.getAddress().getHostAddress();
  }
}
