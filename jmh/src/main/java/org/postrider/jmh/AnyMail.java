// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.wire.Transport;

/// A server's settings that take any mail for as long as a measurement lasts.
final class AnyMail {
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
            usual.headerSize(),
            usual.priority(),
            Duration.ZERO);
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

  /// Listens on the loopback address, on any port.
  static ListenerSettings listener() {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ListenerSettings("mx", ListenerKind.MX, any);
  }

  /// Keeps what it takes in `spool`.
  static ServerParts parts(Transport transport, Spool spool) {
    return new ServerParts(
        transport, spool, told -> {}, PluginWatch.NONE, InstantSource.system(), new Random(1));
  }
}
