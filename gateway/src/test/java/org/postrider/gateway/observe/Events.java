// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;

/// One of each kind of thing that is told, with hostile text where strangers may write.
final class Events {
  static final Instant AT = Instant.parse("2026-11-23T12:34:56.007Z");
  static final MessageId ID = MessageId.of(AT.toEpochMilli(), 1, 2);

  private Events() {}

  static List<Told> all() {
    Connection connection =
        new Connection(
            "mx",
            ListenerKind.MX,
            new InetSocketAddress("192.0.2.7", 4711),
            new InetSocketAddress("192.0.2.1", 25),
            "TLSv1.3 TLS_AES_128_GCM_SHA256");
    Mailbox alice = Mailbox.parse("alice@example.org");
    Mailbox bob = Mailbox.parse("\"b \\\"ob\"@example.net");
    Mail mail =
        new Mail(
            new Hello(connection, "evil\r\n\",\"event\":\"accepted\u202e\u0000", true),
            "alice",
            "PLAIN",
            new ReversePath(alice),
            0,
            Map.of());
    return List.of(
        new Told.Accepted(ID, mail, List.of(bob, alice), 4_096, Duration.ofNanos(1_234_567)),
        new Told.Refused(
            connection, "rcpt", "", "x@y.example", Reply.of(550, "5.7.1", "No"), "relay", "why"),
        new Told.Authenticated(connection, "PLAIN", "alice", false),
        new Told.Discarded(ID, mail, List.of(bob), "policy", "unwanted"),
        attempted(bob, Told.Ending.DELIVERED, Reply.of(250, "2.0.0", "Ok"), null),
        attempted(bob, Told.Ending.DEFERRED, null, AT.plusSeconds(60)),
        attempted(bob, Told.Ending.HELD, null, null),
        attempted(bob, Told.Ending.FAILED, Reply.of(550, "5.1.1", "Nobody"), null),
        new Told.Notified(ID, ID, alice, "failure"),
        new Told.Throttled(
            "mx.example.net[192.0.2.9]:25",
            Reply.of(421, "4.7.0", "Too much"),
            20,
            Duration.ofMillis(61_005)),
        new Told.Composed(ID, "watchman", ReversePath.NULL, List.of(alice), 512),
        new Told.Operated("root", "retry", "destination=example.net", 3));
  }

  private static Told attempted(
      Mailbox to, Told.Ending ending, @Nullable Reply reply, @Nullable Instant next) {
    boolean delivered = ending == Told.Ending.DELIVERED;
    return new Told.Attempted(
        ID,
        ReversePath.NULL,
        to,
        ending,
        2,
        "mx.example.net[192.0.2.9]:25",
        delivered ? "TLSv1.3 TLS_AES_128_GCM_SHA256" : "",
        delivered ? "dane" : "none",
        reply,
        failure(ending),
        "in words",
        next,
        Duration.ofMillis(61_005));
  }

  private static @Nullable FailureClass failure(Told.Ending ending) {
    return switch (ending) {
      case DEFERRED -> FailureClass.NETWORK;
      case FAILED -> FailureClass.BAD_MAILBOX;
      case DELIVERED, HELD -> null;
    };
  }
}
