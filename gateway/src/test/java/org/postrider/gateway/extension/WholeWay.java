// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Delivery;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliveryPolicy;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.server.SmtpServer;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.TlsSettings;
import org.postrider.smtp.wire.Transport;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

/// A server for users, a spool and a delivery whose time stands still, in front of one next hop.
final class WholeWay implements AutoCloseable {
  static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));

  private final TestCertificate certificate;
  private final Transport transport = Transport.open(2);
  private final Spool spool = Spool.inMemory(NOON);
  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final SmtpServer server;
  private final Delivery delivery;

  private WholeWay(TestCertificate certificate, Path folder, Route.Host hop) throws IOException {
    this.certificate = certificate;
    server =
        SmtpServer.open(
            settings(folder),
            policies(),
            new ServerParts(
                transport, spool, told::add, PluginWatch.NONE, NOON, new SecureRandom()));
    delivery =
        Delivery.open(
            toward(hop, folder.resolve("cert.pem")),
            Set.of(),
            new DeliveryParts(
                transport, spool, told::add, NOON, new SecureRandom(), DeliveryPolicy.NONE));
  }

  /// With `cert.pem` and `key.pem` of a folder, on both sides; `known`: the hop is to be shown who
  /// we are.
  static WholeWay open(TestCertificate certificate, Path folder, int hop, boolean known)
      throws IOException {
    Route.Credentials us = known ? new Route.Credentials("us", "secret") : null;
    return new WholeWay(certificate, folder, host(hop, us));
  }

  private static ServerSettings settings(Path folder) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerSettings(
        "us.test",
        Mailbox.parse("postmaster@us.test"),
        List.of(new ListenerSettings("submission", ListenerKind.SUBMISSION, anyPort)),
        limits(),
        AuthLimits.defaults(),
        TlsSettings.of(
            new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"))));
  }

  private static SessionLimits limits() {
    SessionLimits usual = SessionLimits.defaults();
    return new SessionLimits(
        usual.connections(),
        usual.connectionsPerAddress(),
        usual.messageSize(),
        usual.recipients(),
        usual.messages(),
        usual.errors(),
        usual.commandTimeout(),
        usual.dataTimeout(),
        usual.sessionTimeout(),
        usual.hops(),
        usual.headerSize(),
        4,
        Duration.ofDays(1));
  }

  private static PolicySet policies() {
    return new PolicySet(
        List.of(),
        List.of(),
        List.of(asked(_ -> Optional.of(new Login.Proved("ann")))),
        List.of(),
        List.of(),
        List.of(asked(_ -> Relay.ALLOW)),
        List.of(),
        List.of());
  }

  private static <Q, A> PolicySet.Asked<Q, A> asked(Answer<Q, A> answer) {
    return new PolicySet.Asked<>("test", Answer.pure(answer), PolicySet.Guard.defaults());
  }

  private static DeliverySettings toward(Route.Host hop, Path trust) {
    DeliverySettings usual = DeliverySettings.defaults("us.test");
    return new DeliverySettings(
        usual.hostname(),
        List.of(new Route(List.of("to.test"), hop), new Route(List.of("*"), host(1, null))),
        usual.schedule(),
        HopLimits.of(1, 100),
        usual.attempts(),
        usual.idle(),
        usual.resolvers(),
        usual.ownAddresses(),
        trust,
        usual.patience());
  }

  private static Route.Host host(int port, Route.@Nullable Credentials us) {
    Route.Address address = new Route.Address("127.0.0.1", port);
    return new Route.Host(List.of(address), false, Route.Tls.MAY, us);
  }

  /// Sends a message in a session that has authenticated; each line gets its reply before the next,
  /// and `content` follows DATA or BDAT.
  void send(List<String> commands, byte[] content) throws Exception {
    try (Wire wire = Wire.to(server.listening().getFirst().address(), certificate.client())) {
      reply(wire);
      ask(wire, "EHLO client.test");
      ask(wire, "STARTTLS");
      wire.secure();
      ask(wire, "EHLO client.test");
      byte[] plain = "\0ann\0secret".getBytes(StandardCharsets.US_ASCII);
      ask(wire, "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain));
      for (String each : commands) {
        if (each.equals("BDAT")) {
          say(wire, "BDAT " + content.length + " LAST\r\n");
        } else {
          ask(wire, each);
        }
      }
      byte[] octets = commands.getLast().equals("DATA") ? stuffed(content) : content;
      wire.send(octets, 0, octets.length);
      assertThat(reply(wire)).startsWith("250 2.0.0");
      ask(wire, "QUIT");
    }
  }

  private static byte[] stuffed(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return (text.replace("\r\n.", "\r\n..") + ".\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void ask(Wire wire, String line) throws IOException {
    say(wire, line + "\r\n");
    String reply = reply(wire);
    assertThat(reply).as(line).matches("[23].*");
  }

  private static void say(Wire wire, String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    wire.send(octets, 0, octets.length);
  }

  private static String reply(Wire wire) throws IOException {
    StringBuilder line = new StringBuilder();
    do {
      line.setLength(0);
      for (int octet = wire.receive(); octet >= 0 && octet != '\n'; octet = wire.receive()) {
        line.append((char) octet);
      }
    } while (line.length() > 3 && line.charAt(3) == '-');
    return line.toString().strip();
  }

  /// How it ended for so many recipients in `to.test`.
  List<Told.Attempted> outcomes(int recipients) {
    await().atMost(Waits.LONGEST).until(() -> attempts().size() >= recipients);
    return attempts();
  }

  private List<Told.Attempted> attempts() {
    List<Told.Attempted> attempts = new ArrayList<>();
    for (Told each : told) {
      if (each instanceof Told.Attempted attempt
          && attempt.recipient().domain().text().equals("to.test")) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  /// The notifications to the author so far, once nothing is under way.
  List<String> notices() throws IOException, InterruptedException {
    delivery.drain(Duration.ofSeconds(5));
    List<String> notices = new ArrayList<>();
    for (Told each : told) {
      if (each instanceof Told.Notified notified) {
        try (var in = spool.content(notified.id()).orElseThrow().open()) {
          notices.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return notices;
  }

  @Override
  public void close() throws IOException {
    server.close();
    delivery.close();
    transport.close();
    spool.close();
  }
}
