// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.PolicySet.Guard;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.TlsSettings;
import org.postrider.smtp.wire.Transport;
import org.postrider.testkit.Wire;

/// A server on free ports of this machine, with a spool in memory, that relays for `local.example`
/// and for those who log in as `alice` with the password `rabbit`.
final class RunningServer implements AutoCloseable {
  static final SessionLimits LIMITS = SessionLimits.defaults();
  static final AuthLimits AUTH = new AuthLimits(30, 20, Duration.ofMinutes(15), Duration.ZERO);

  static final Mailbox POSTMASTER = Mailbox.parse("ops@local.example");

  final Spool spool;
  final List<Told> told = new CopyOnWriteArrayList<>();
  final SmtpServer server;
  private final Transport transport = Transport.open(2);
  private final @Nullable TlsSettings tls;

  private RunningServer(
      Spool spool, SessionLimits limits, PolicySet policies, @Nullable Path pem, PluginWatch watch)
      throws IOException {
    this.spool = spool;
    tls =
        pem == null
            ? null
            : TlsSettings.of(new CertificateFiles(pem.resolve("cert.pem"), pem.resolve("key.pem")));
    server =
        SmtpServer.open(
            settings(limits, AUTH),
            policies,
            new ServerParts(
                transport, spool, told::add, watch, InstantSource.system(), new SecureRandom()));
  }

  static RunningServer start() throws IOException {
    return start(LIMITS, policies());
  }

  static RunningServer start(SessionLimits limits, PolicySet policies) throws IOException {
    return new RunningServer(
        Spool.inMemory(InstantSource.system()), limits, policies, null, PluginWatch.NONE);
  }

  /// With somebody who hears how plug-ins fare.
  static RunningServer startWatched(PolicySet policies, PluginWatch watch) throws IOException {
    Spool spool = Spool.inMemory(InstantSource.system());
    return new RunningServer(spool, LIMITS, policies, null, watch);
  }

  /// With `cert.pem` and `key.pem` of a folder, and therefore with listeners of all kinds.
  static RunningServer startSecured(Path pem, SessionLimits limits, PolicySet policies)
      throws IOException {
    return new RunningServer(
        Spool.inMemory(InstantSource.system()), limits, policies, pem, PluginWatch.NONE);
  }

  static RunningServer startOn(Spool spool, SessionLimits limits, PolicySet policies)
      throws IOException {
    return new RunningServer(spool, limits, policies, null, PluginWatch.NONE);
  }

  ServerSettings settings(SessionLimits limits, AuthLimits auth) {
    List<ListenerSettings> listeners = new ArrayList<>();
    listeners.add(new ListenerSettings("mx", ListenerKind.MX, anyPort()));
    if (tls != null) {
      listeners.add(new ListenerSettings("submission", ListenerKind.SUBMISSION, anyPort()));
      listeners.add(new ListenerSettings("submissions", ListenerKind.SUBMISSIONS, anyPort()));
      listeners.add(
          new ListenerSettings("lmtp", ListenerKind.MX, anyPort(), Set.of(), Trust.NONE, true));
    }
    return new ServerSettings("mx.local.example", POSTMASTER, listeners, limits, auth, tls);
  }

  /// Goes on with other limits, and takes the word of these.
  void trust(Trust trust, SessionLimits limits, PolicySet policies) throws IOException {
    ServerSettings now = settings(limits, AUTH);
    List<ListenerSettings> listeners =
        now.listeners().stream()
            .map(one ->
                new ListenerSettings(
                    one.name(), one.kind(), one.address(), one.withheld(), trust, one.lmtp()))
            .toList();
    server.reload(
        new ServerSettings(now.hostname(), POSTMASTER, listeners, limits, AUTH, tls), policies);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /// What is asked where a test has no policy of its own.
  static PolicySet policies() {
    return new PolicySet(
        List.of(),
        List.of(),
        List.of(asked("users", Answer.pure(RunningServer::password))),
        List.of(asked("users", Answer.pure(_ -> Optional.empty()))),
        List.of(),
        List.of(asked("relay", Answer.pure(RunningServer::relay))),
        List.of(),
        List.of());
  }

  static <Q, A> Asked<Q, A> asked(String plugin, Answer<Q, A> answer) {
    return new Asked<>(plugin, answer, Guard.defaults());
  }

  private static Relay relay(Recipient recipient) {
    boolean local = recipient.mailbox().domain().key().equals("local.example");
    return local || recipient.mail().isAuthenticated() ? Relay.ALLOW : Relay.PASS;
  }

  private static Optional<Login> password(PasswordCheck check) {
    if (!check.name().equals("alice")) {
      return Optional.empty();
    }
    return Optional.of(
        check.password().equals("rabbit") ? new Login.Proved("alice") : new Login.Wrong());
  }

  InetSocketAddress address(String listener) {
    return server.listening().stream()
        .filter(one -> one.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .address();
  }

  Client connect() throws IOException {
    return new Client(Wire.to(address("mx"), null));
  }

  /// Has something done on an event loop, and throws what it throws.
  <T> T onLoop(Callable<T> task) throws Exception {
    try {
      return transport.loops().submit(task).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /// What is queued.
  List<Listing.Item> queued() throws IOException {
    return spool.list(Query.ALL, null, 1_000).items();
  }

  /// The octets of a queued message.
  String text(Listing.Item item) throws IOException {
    try (var in = spool.content(item.envelope().id()).orElseThrow().open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /// The refusals told of, as `stage code status`.
  List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    for (Told one : told) {
      if (one instanceof Told.Refused refused) {
        refusals.add(
            refused.stage() + " " + refused.reply().code() + " " + refused.reply().status());
      }
    }
    return refusals;
  }

  @Override
  public void close() throws IOException {
    server.close();
    transport.close();
    spool.close();
  }

  /// A client that says lines and reads replies.
  static final class Client implements AutoCloseable {
    private final Wire wire;

    Client(Wire wire) {
      this.wire = wire;
    }

    Client say(String octets) throws IOException {
      byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
      wire.send(all, 0, all.length);
      return this;
    }

    /// Says a line and reads the reply to it.
    String ask(String line) throws IOException {
      return say(line + "\r\n").reply();
    }

    /// The last line of the next reply, or what came before the connection ended.
    String reply() throws IOException {
      String line = line();
      while (line.length() > 3 && line.charAt(3) == '-') {
        line = line();
      }
      return line;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = wire.receive(); octet >= 0; octet = wire.receive()) {
        line.append((char) octet);
        if (octet == '\n') {
          return line.substring(0, line.length() - 2);
        }
      }
      return line.toString();
    }

    /// Whether the server has ended the connection.
    boolean isClosed() throws IOException {
      return wire.receive() < 0;
    }

    void secure() throws IOException {
      wire.secure();
    }

    SSLSession session() {
      return wire.session();
    }

    @Override
    public void close() throws IOException {
      wire.close();
    }
  }
}
