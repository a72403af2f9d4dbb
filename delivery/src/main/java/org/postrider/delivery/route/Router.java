// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Tls;
import org.postrider.delivery.route.Routing.Exchanger;
import org.postrider.delivery.route.Routing.Unroutable;
import org.postrider.delivery.secure.Demand;
import org.postrider.delivery.secure.Sts;
import org.postrider.delivery.secure.StsStore;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Lookup;
import org.postrider.smtp.protocol.reply.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Turns the domain of a recipient into hosts: by the configured routes, else by its mail
/// exchangers. Remembers what it found for as long as DNS allows. Any thread.
///
/// @rfc 5321 §5.1
/// @rfc 7505 §4
public final class Router {
  /// Domains remembered.
  static final int MOST_ROUTINGS = 50_000;

  /// Exchangers of one domain that are looked at.
  static final int MOST_EXCHANGERS = 20;

  static final Duration CONFIGURED = Duration.ofHours(1);
  private static final Duration UNSURE = Duration.ofSeconds(5);
  private static final int SMTP_PORT = 25;
  private static final Route.Exchangers BY_DNS = new Route.Exchangers(SMTP_PORT, Tls.PUBLISHED);

  private static final Logger log = LoggerFactory.getLogger(Router.class);

  /// A routing, and for how long it holds.
  record Found(Routing routing, Duration life) {}

  private record Host(int preference, int weight, String name, Addresses addresses) {
    Host(int preference, String name, Addresses addresses) {
      this(preference, 1, name, addresses);
    }
  }

  /// What of a hop holds for all its hosts.
  private record Manner(
      boolean lmtp,
      Tls tls,
      Route.@Nullable Credentials credentials,
      List<InetAddress> sources,
      @Nullable HopLimits limits) {
    Routing to(List<Exchanger> exchangers) {
      return Routing.Hosts.of(exchangers, lmtp, credentials, sources, limits);
    }

    static Manner of(Route.Exchangers by) {
      return new Manner(false, by.tls(), null, by.sources(), by.limits());
    }

    static Manner of(Route.Host by) {
      return new Manner(by.lmtp(), by.tls(), by.credentials(), by.sources(), by.limits());
    }
  }

  /// For a domain, the hop that the routes say, or this one.
  private record Way(String domain, Route.@Nullable Hop hop) {}

  private final Dns dns;
  private final Demands demands;
  private final RouteTable table;
  private final Ourselves ourselves;
  private final Executor executor;
  private final AsyncCache<Way, Found> routings;

  private Router(DeliverySettings settings, Dns dns, @Nullable Sts sts, Executor executor) {
    this.dns = dns;
    this.executor = executor;
    demands = new Demands(dns, sts);
    table = new RouteTable(settings.routes());
    ourselves = new Ourselves(settings.hostname(), settings.ownAddresses());
    routings =
        Caffeine.newBuilder()
            .maximumSize(MOST_ROUTINGS)
            .executor(executor)
            .expireAfter(Expiry.<Way, Found>creating((way, found) -> found.life()))
            .buildAsync();
  }

  /// A router by these settings. Look-ups are worked on by `executor`, which may be blocked.
  public static Router open(DeliverySettings settings, Executor executor) throws IOException {
    return new Router(settings, Dns.open(settings, executor), null, executor);
  }

  /// The same with the MTA-STS policies of recipients' domains, where the settings want them.
  public static Router open(
      DeliverySettings settings, Executor executor, Sts.Fetch fetch, InstantSource clock)
      throws IOException {
    Dns dns = Dns.open(settings, executor);
    Path policies = settings.security().policies();
    Sts sts =
        policies == null
            ? null
            : new Sts(StsStore.open(policies), new DnsLookup(dns), fetch, clock, executor);
    return new Router(settings, dns, sts, executor);
  }

  /// Where mail for a domain (its key) goes. Completes with an answer, never exceptionally; at once
  /// where it is remembered.
  public CompletableFuture<Routing> route(String domain) {
    return route(new Way(domain, null));
  }

  /// Where mail for a domain goes by the word of a plug-in. Completes as [#route(String)]; where
  /// the way leads nowhere, that is so for now and never for good.
  public CompletableFuture<Routing> route(String domain, Attempt.Route wanted) {
    return switch (wanted) {
      case Attempt.RouteTo(String host, int port) -> {
        Route.Address address = new Route.Address(host, port);
        yield route(new Way("", new Route.Host(List.of(address), false, Tls.MAY, null)))
            .thenApply(found -> isOurselves(found) ? notNow(loops(host)) : forNow(found));
      }
      case Attempt.RouteBy(String name) -> {
        Route.Hop hop = table.named(name);
        yield hop == null
            ? CompletableFuture.completedFuture(
                new Unroutable(
                    Reply.of(451, "4.3.5", "the configuration has no route called " + name)))
            : route(new Way(domain, hop)).thenApply(Router::forNow);
      }
    };
  }

  /// What [#route(String)] found and why, step by step in words.
  public List<String> explain(String domain, Routing found) {
    return new Explanation(table.why(domain), found).steps();
  }

  /// What [#route(String, Attempt.Route)] found for the plug-in `by`.
  public List<String> explain(Attempt.Route wanted, String by, Routing found) {
    String route =
        switch (wanted) {
          case Attempt.RouteTo(String host, int port) -> host + " port " + port;
          case Attempt.RouteBy(String name) -> "the [[route]] called " + name;
        };
    return new Explanation(route + ", as the plug-in " + by + " says", found).steps();
  }

  private boolean isOurselves(Routing found) {
    return found instanceof Routing.Hosts hosts
        && hosts.exchangers().stream()
            .allMatch(each -> ourselves.isHost(each.name(), each.addresses()));
  }

  private static Routing forNow(Routing found) {
    return found instanceof Unroutable(Reply reply) ? notNow(reply) : found;
  }

  private static Routing notNow(Reply reply) {
    return new Unroutable(Reply.of(451, "4.4.4", String.join(" ", reply.lines())));
  }

  private CompletableFuture<Routing> route(Way way) {
    CompletableFuture<Found> found =
        routings.get(
            way,
            (key, pool) ->
                CompletableFuture.supplyAsync(() -> find(key), executor)
                    .exceptionally(failure -> failed(key.domain(), failure)));
    if (found.isDone()) {
      return CompletableFuture.completedFuture(found.join().routing());
    }
    return found.thenApply(Found::routing);
  }

  /// Reads a file of trust anchors as [#open] would.
  public static void checkAnchors(Path file) throws IOException {
    Dns.checkAnchors(file);
  }

  /// DNS alone, with a memory of its own. As [#open].
  public static Lookup lookup(DeliverySettings settings, Executor executor) throws IOException {
    return new DnsLookup(Dns.open(settings, executor));
  }

  /// DNS for plug-ins, from the same memory.
  public Lookup lookup() {
    return new DnsLookup(dns);
  }

  private Found find(Way way) {
    String domain = way.domain();
    Route.Hop found = way.hop() == null ? table.find(domain) : way.hop();
    Route.Hop hop = found == null ? BY_DNS : found;
    return demands.on(domain, hop, find(domain, hop));
  }

  private Found find(String domain, Route.Hop hop) {
    return switch (hop) {
      case Route.Maildir maildir -> new Found(new Routing.Files(maildir.directory()), CONFIGURED);
      case Route.Pipe pipe -> new Found(new Routing.Command(pipe), CONFIGURED);
      case Route.Discard discard -> new Found(new Routing.Nowhere(), CONFIGURED);
      case Route.Reject(Reply reply) -> never(reply);
      case Route.Host host -> configured(host);
      case Route.Exchangers exchangers ->
          domain.startsWith("[") ? literal(domain, exchangers) : exchangers(domain, exchangers);
    };
  }

  private Found configured(Route.Host host) {
    List<CompletableFuture<Addresses>> asked =
        host.addresses().stream()
            .map(each ->
                each.isLocal()
                    ? CompletableFuture.completedFuture(Addresses.local(each.host()))
                    : Addresses.of(dns, each.host(), each.port()))
            .toList();
    int first = host.addresses().stream().anyMatch(each -> each.weight() > 0) ? 1 : 0;
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Route.Address address = host.addresses().get(i);
      int weight = address.weight();
      int preference = weight > 0 ? 0 : first + i;
      hosts.add(new Host(preference, Math.max(1, weight), address.host(), asked.get(i).join()));
    }
    return usable(hosts, "the configured host", Manner.of(host));
  }

  /// RFC 5321 §4.1.3: the address itself.
  private Found literal(String domain, Route.Exchangers by) {
    String inside = domain.substring(1, domain.length() - 1);
    String text = inside.regionMatches(true, 0, "ipv6:", 0, 5) ? inside.substring(5) : inside;
    InetAddress address = Addresses.literal(text);
    if (address == null) {
      return never(Reply.of(550, "5.1.2", "no mail can be sent to the address " + domain));
    }
    InetSocketAddress there = new InetSocketAddress(address, by.port());
    if (ourselves.isHost(domain, List.of(there))) {
      return never(loops(domain));
    }
    return new Found(
        Manner.of(by).to(List.of(new Exchanger(0, 1, text, List.of(there), Demand.of(by.tls())))),
        CONFIGURED);
  }

  private Found exchangers(String domain, Route.Exchangers by) {
    return switch (dns.ask(domain, Type.MX).join()) {
      case Answer.Unsure unsure -> unsure(domain, unsure.why(), unsure.life());
      case Answer.Absent absent when absent.nameless() ->
          new Found(new Unroutable(noSuchDomain(domain)), absent.life());
      case Answer.Absent absent -> implicit(domain, by); // RFC 5321 §5.1
      case Answer.Found found -> listed(domain, found, by);
    };
  }

  /// A domain without exchangers is its own.
  private Found implicit(String domain, Route.Exchangers by) {
    Addresses addresses = Addresses.of(dns, domain, by.port()).join();
    if (addresses.all().isEmpty() && addresses.unsure() == null) {
      return new Found(new Unroutable(noSuchDomain(domain)), addresses.life());
    }
    if (ourselves.isHost(domain, addresses.all())) {
      return never(loops(domain));
    }
    return usable(List.of(new Host(0, domain, addresses)), domain, Manner.of(by));
  }

  private Found listed(String domain, Answer.Found found, Route.Exchangers by) {
    List<MXRecord> records = new ArrayList<>();
    for (Record each : found.records()) {
      if (each instanceof MXRecord mx) {
        records.add(mx);
      }
    }
    records.sort(Comparator.comparingInt(MXRecord::getPriority));
    if (records.size() == 1 && records.getFirst().getTarget().equals(Name.root)) {
      // RFC 7505 §3: null MX
      return new Found(
          new Unroutable(Reply.of(556, "5.1.10", "the domain " + domain + " takes no mail")),
          found.life());
    }
    List<CompletableFuture<Addresses>> asked = new ArrayList<>();
    for (MXRecord each : records.subList(0, Math.min(records.size(), MOST_EXCHANGERS))) {
      asked.add(Addresses.of(dns, text(each.getTarget()), by.port()));
    }
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      MXRecord mx = records.get(i);
      hosts.add(new Host(mx.getPriority(), text(mx.getTarget()), asked.get(i).join()));
    }
    List<Host> ahead = aheadOfUs(hosts);
    if (ahead.isEmpty()) {
      return new Found(new Unroutable(loops(domain)), found.life());
    }
    Found result = usable(ahead, domain, Manner.of(by));
    return new Found(result.routing(), shorter(result.life(), found.life()));
  }

  /// RFC 5321 §5.1: where we are an exchanger ourselves, only those preferred to us are used.
  private List<Host> aheadOfUs(List<Host> hosts) {
    int ours = Integer.MAX_VALUE;
    for (Host each : hosts) {
      if (ourselves.isHost(each.name(), each.addresses().all())) {
        ours = Math.min(ours, each.preference());
      }
    }
    int limit = ours;
    return ours == Integer.MAX_VALUE
        ? hosts
        : hosts.stream().filter(each -> each.preference() < limit).toList();
  }

  private static Found usable(List<Host> hosts, String domain, Manner manner) {
    List<Exchanger> exchangers = new ArrayList<>();
    Duration life = CONFIGURED;
    String unsure = null;
    for (Host each : hosts) {
      life = shorter(life, each.addresses().life());
      unsure = each.addresses().unsure() == null ? unsure : each.addresses().unsure();
      if (!each.addresses().all().isEmpty()) {
        exchangers.add(
            new Exchanger(
                each.preference(),
                each.weight(),
                each.name(),
                each.addresses().all(),
                Demand.of(manner.tls())));
      }
    }
    if (!exchangers.isEmpty()) {
      return new Found(manner.to(exchangers), life);
    }
    return unsure != null
        ? unsure(domain, unsure, life)
        : new Found(
            new Unroutable(
                Reply.of(550, "5.4.4", "no mail exchanger of " + domain + " has an address")),
            life);
  }

  static Found unsure(String domain, String why, Duration life) {
    return new Found(
        new Unroutable(Reply.of(451, "4.4.3", "cannot look up " + domain + " now: " + why)), life);
  }

  private static Found failed(String domain, Throwable failure) {
    log.error("the way to {} could not be found", domain, failure);
    return unsure(domain, "an error of ours", UNSURE);
  }

  private static Found never(Reply reply) {
    return new Found(new Unroutable(reply), CONFIGURED);
  }

  private static Reply noSuchDomain(String domain) {
    return Reply.of(550, "5.1.2", "there is no mail domain " + domain);
  }

  private static Reply loops(String domain) {
    return Reply.of(554, "5.4.6", "mail for " + domain + " would come back to this host");
  }

  static String text(Name name) {
    return name.toString(true);
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
