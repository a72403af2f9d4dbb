// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;

/// A server's settings that take any mail for as long as a measurement lasts.
final class AnyMail {
  private static final int PAGE = 10_000;

  private AnyMail() {}

  /// The usual limits, but for those on one client's messages and time.
  static ServerSettings settings(ListenerSettings listener) {
    SessionLimits usual = SessionLimits.defaults();
    var limits =
        new SessionLimits(
            usual.connections(),
            usual.connections(),
            usual.messageSize(),
            usual.recipients(),
            Integer.MAX_VALUE,
            usual.errors(),
            usual.commandTimeout(),
            usual.dataTimeout(),
            Duration.ofDays(1),
            usual.hops(),
            usual.headerSize());
    return new ServerSettings(
        "mx.example.net",
        Mailbox.parse("postmaster@mx.example.net"),
        List.of(listener),
        limits,
        AuthLimits.defaults(),
        null);
  }

  /// Relays everything, by a pure answer.
  static PolicySet policies() {
    Answer<Recipient, Relay> answer = Answer.pure(recipient -> Relay.ALLOW);
    var asked = new PolicySet.Asked<>("any", answer, PolicySet.Guard.defaults());
    return new PolicySet(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(asked),
        List.of(),
        List.of());
  }

  /// Deletes everything.
  static void empty(Spool spool) throws IOException {
    String page = null;
    do {
      page = spool.change(Query.ALL, new Change.Delete(), page, PAGE).next();
    } while (page != null);
  }
}
