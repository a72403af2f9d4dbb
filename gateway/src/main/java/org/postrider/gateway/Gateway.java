// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Delivery;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.SiteState;
import org.postrider.gateway.admin.AdminServer;
import org.postrider.gateway.admin.Operations;
import org.postrider.gateway.admin.QueueApi;
import org.postrider.gateway.admin.Token;
import org.postrider.gateway.observe.DiagnosticLog;
import org.postrider.gateway.observe.MailLog;
import org.postrider.gateway.observe.Metrics;
import org.postrider.gateway.observe.Outputs;
import org.postrider.gateway.plugins.HostParts;
import org.postrider.gateway.plugins.Installed;
import org.postrider.gateway.plugins.Memories;
import org.postrider.gateway.plugins.Plugins;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.gateway.trail.Trail;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolHealth;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.Listening;
import org.postrider.smtp.server.QueuePolicy;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.SmtpServer;
import org.postrider.smtp.wire.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts, wired to each other: spool, delivery, plug-ins, server, operator's interface. Opened
/// in this order, so that nothing is taken that could not be kept, and closed in reverse. Any
/// thread but an event loop.
public final class Gateway implements Operations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /// Reads the configuration again.
  @FunctionalInterface
  public interface Reader {
    /// What it says now.
    GatewaySettings read() throws WrongConfiguration;
  }

  private final Reader reader;
  private final PluginSources sources;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Closing parts = new Closing();
  private final Metrics metrics = new Metrics();
  private final LateLookup lookup = new LateLookup();
  private final LateSubmitter submitter = new LateSubmitter();
  private final Memories memories;
  private final MailLog mailLog;
  private final Spool spool;
  private final QueuePolicy queuePolicy;
  private final Suspended suspended;
  private final Delivery delivery;
  private final SmtpServer server;
  private final AdminServer admin;
  private GatewaySettings settings;
  private Installed plugins;
  private volatile boolean draining;

  private Gateway(Reader reader, PluginSources sources, InstantSource clock)
      throws WrongConfiguration, IOException {
    this.reader = reader;
    this.sources = sources;
    this.clock = clock;
    settings = reader.read();
    DiagnosticLog.level(settings.log().level());
    memories = new Memories(settings.data().resolve("memory"), clock);
    plugins = plugins(settings);
    try {
      Warnings.of(settings, plugins.policies(), clock.instant()).forEach(LOG::warn);
      Transport transport = parts.add("transport", Transport.open(threads(settings)));
      mailLog = parts.add("mail log", mailLog());
      spool = parts.add("spool", Spool.open(settings.spool(), clock));
      parts.add("memory of the plug-ins", memories.keep());
      parts.add("plug-ins", this::unload);
      queuePolicy =
          parts.add("plug-ins of the queue", QueuePolicy.open(plugins.queuePolicies(), metrics));
      suspended = Suspended.read(settings.data().resolve("suspended"));
      delivery = parts.add("delivery", delivery(transport));
      lookup.set(delivery::lookup);
      server = parts.add("server", server(transport));
      submitter.set(server::submit);
      String token = Token.readOrMake(settings.admin().tokenFile(), random);
      admin =
          parts.add(
              "operator's interface",
              AdminServer.open(settings.admin().address(), token, this, new QueueApi(this, clock)));
      gauges();
    } catch (IOException | RuntimeException e) {
      parts.close();
      plugins.close();
      throw e;
    }
  }

  private MailLog mailLog() throws IOException {
    GatewaySettings.Trail kept = settings.log().trail();
    OutputStream trail =
        kept.age().isZero()
            ? OutputStream.nullOutputStream()
            : Trail.open(kept.directory(), kept.age(), kept.size(), clock);
    return MailLog.open(Outputs.named(settings.log().mail()), trail, clock);
  }

  private synchronized void unload() {
    plugins.close();
  }

  /// Starts a gateway. An `IOException` says in words what is in its way.
  public static Gateway open(Reader reader, PluginSources sources, InstantSource clock)
      throws WrongConfiguration, IOException {
    return new Gateway(reader, sources, clock);
  }

  private static int threads(GatewaySettings settings) {
    return settings.threads() == 0
        ? Runtime.getRuntime().availableProcessors()
        : settings.threads();
  }

  private Delivery delivery(Transport transport) throws IOException {
    return Delivery.open(
        settings.delivery(),
        suspended.names(),
        new DeliveryParts(
            transport, spool, this::told, clock, random, new PluginsSay(queuePolicy)));
  }

  private SmtpServer server(Transport transport) throws IOException {
    ServerParts serverParts = new ServerParts(transport, spool, this::told, metrics, clock, random);
    try {
      return SmtpServer.open(settings.server(), plugins.policies(), serverParts);
    } catch (IOException e) {
      throw placed(e, settings);
    }
  }

  /// Says where the configuration names the listener that an exception speaks of.
  private static IOException placed(IOException e, GatewaySettings settings) {
    String message = String.valueOf(e.getMessage());
    return settings.listeners().stream()
        .filter(listener -> message.startsWith("listener " + listener.name() + " "))
        .findFirst()
        .map(
            listener -> new IOException(settings.places().get(listener.name()) + ": " + message, e))
        .orElse(e);
  }

  private Installed plugins(GatewaySettings of) throws WrongConfiguration {
    Installed installed =
        new Plugins(
                sources.of(of), new HostParts(clock, lookup, memories, metrics::meter, submitter))
            .install(of.plugins());
    installed
        .plugins()
        .forEach(each ->
            LOG.info("plug-in {} {} from {}", each.plugin().name(), each.version(), each.from()));
    return installed;
  }

  private void gauges() {
    metrics.gauge("sessions", "Clients connected.", server::sessions);
    metrics.gauge("queue_entries", "Entries that wait.", () -> spool.health().entries());
    metrics.gauge("spool_octets", "Disk the spool uses.", () -> spool.health().octets());
    metrics.gauge("spool_free_octets", "Free space on its disk.", () -> spool.health().free());
    metrics.gauge("spool_damaged", "Records set aside.", () -> spool.health().damaged());
    metrics.gauge("spool_healthy", "1 where it is.", () -> spool.health().healthy() ? 1 : 0);
    metrics.gauge("spool_full", "1 where it is.", () -> spool.health().full() ? 1 : 0);
    metrics.gauge("attempts", "Attempts under way.", () -> delivery.health().attempts());
    metrics.gauge(
        "connections_out", "Connections to next hops.", () -> delivery.health().connections());
    metrics.gauge("delivery_ready", "Entries taken up.", () -> delivery.health().ready());
    metrics.gauge("log_lost", "Lines of the mail log never written.", mailLog::lost);
  }

  private void told(Told told) {
    metrics.accept(told);
    mailLog.accept(told);
  }

  /// The listeners that are open.
  public List<Listening> listening() {
    return server.listening();
  }

  /// Where the operator's interface listens.
  public InetSocketAddress adminAddress() {
    return admin.address();
  }

  /// The settings in force.
  public synchronized GatewaySettings settings() {
    return settings;
  }

  @Override
  public Spool spool() {
    return spool;
  }

  @Override
  public long bounce(Query query) throws IOException {
    return delivery.bounce(query);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public boolean claim(EntryName name) {
    return delivery.claim(name);
  }

  @Override
  public void release(EntryName name) {
    delivery.release(name);
  }

  @Override
  public void tryAgain() {
    delivery.tryAgain();
  }

  @Override
  public void wake() {
    delivery.wake();
  }

  @Override
  public List<SiteState> sites() {
    return delivery.sites();
  }

  @Override
  public List<String> explain(String domain) {
    return delivery.explain(domain);
  }

  @Override
  public List<String> explain(Explain mail) throws IOException {
    Instant now = clock.instant();
    return new Explaining(queuePolicy, delivery).steps(mail, MessageId.draw(now, random), now);
  }

  @Override
  public synchronized Set<String> suspended() {
    return Set.copyOf(suspended.names());
  }

  @Override
  public synchronized boolean suspend(String name, boolean on) throws IOException {
    boolean changed = suspended.change(name, on);
    delivery.suspend(suspended.names());
    return changed;
  }

  @Override
  public void metrics(OutputStream out) throws IOException {
    metrics.write(out);
  }

  @Override
  public void told(Told.Operated act) {
    told((Told) act);
  }

  @Override
  public String unready() {
    SpoolHealth health = spool.health();
    if (draining) {
      return "the gateway is stopping";
    }
    return health.healthy() && !health.full()
        ? ""
        : "the spool takes no mail now: " + health.detail();
  }

  @Override
  public synchronized List<String> reload() throws WrongConfiguration, IOException {
    if (draining) {
      throw new IOException("the gateway is stopping");
    }
    GatewaySettings next = reader.read();
    Installed installed = plugins(next);
    try {
      return reload(next, installed);
    } catch (IOException | RuntimeException e) {
      installed.close();
      throw e;
    }
  }

  private List<String> reload(GatewaySettings next, Installed installed) throws IOException {
    List<String> notes = new ArrayList<>(Restarts.needed(settings, next));
    notes.addAll(Warnings.of(next, installed.policies(), clock.instant()));
    Runnable delivers = delivery.prepare(next.delivery());
    OutputStream log = Outputs.named(next.log().mail());
    CompletionStage<Void> sessions;
    try {
      sessions = server.reload(next.server(), installed.policies()); // the last that can refuse
    } catch (IOException e) {
      log.close();
      throw placed(e, next);
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
    Installed before = plugins;
    plugins = installed;
    queuePolicy
        .reload(installed.queuePolicies())
        .thenCombine(sessions, (_, _) -> before)
        .thenAcceptAsync(Installed::close, task -> Thread.ofVirtual().name("unload").start(task));
    delivers.run();
    mailLog.redirect(log);
    DiagnosticLog.level(next.log().level());
    settings = next;
    LOG.info("the configuration was read again");
    notes.forEach(LOG::warn);
    return notes;
  }

  /// Takes no more mail, lets what is under way end within the time that the settings give, and
  /// closes everything.
  public void stop() {
    draining = true;
    Duration within = settings().stopWithin();
    long until = System.nanoTime() + within.toNanos();
    server.drain(within);
    try {
      delivery.drain(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /// Ends at once; what was accepted is in the spool.
  @Override
  public void close() {
    draining = true;
    parts.close();
  }

  /// What was opened, to be closed in reverse; the first that fails does not keep the others open.
  private static final class Closing {
    private record Part(String name, AutoCloseable what) {}

    private final Deque<Part> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(String name, T what) {
      open.push(new Part(name, what));
      return what;
    }

    synchronized void close() {
      for (@Nullable Part part = open.poll(); part != null; part = open.poll()) {
        try {
          part.what().close();
        } catch (Exception e) {
          LOG.error("the {} did not close well", part.name(), e);
        }
      }
    }
  }
}
