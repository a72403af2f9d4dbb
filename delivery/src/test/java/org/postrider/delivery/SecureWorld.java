// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.TransportSecurity.Dnssec;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.SignedZone;
import org.postrider.testkit.ValidatingServer;

/// The world outside for tests of transport security: a tree of DNS zones below `test`, some
/// signed, and hosts that serve MTA-STS policies. First everything is said, then [#start] makes it
/// true.
///
/// - `good.test` is signed, and all below it is proved
/// - `plain.test` is not
/// - `late.test` was signed long ago
/// - `*.broken.good.test` is delegated to nobody who knows it
final class SecureWorld implements AutoCloseable {
  static final String GOOD = "good.test";
  static final String PLAIN = "plain.test";
  static final String LATE = "late.test";
  static final String BROKEN = "_tcp.mx.servfail.good.test";

  private final Path folder;
  private final Map<String, StringBuilder> zones = new LinkedHashMap<>();
  private final List<String> forged = new ArrayList<>();
  private final Map<String, String[]> pages = new ConcurrentHashMap<>();
  private final List<SecureHost> hosts = new ArrayList<>();
  private final List<HttpsServer> servers = new ArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  final TestAuthority trusted = TestAuthority.open("trusted");
  final TestAuthority stranger = TestAuthority.open("stranger");
  private @Nullable NameServer names;

  SecureWorld(Path folder) throws Exception {
    this.folder = folder;
    for (String zone : List.of(GOOD, PLAIN, LATE)) {
      zones.put(zone, new StringBuilder());
    }
  }

  /// A host that speaks TLS with this certificate, or none.
  SecureHost host(TestAuthority.@Nullable Issued shown) throws Exception {
    SecureHost host = SecureHost.open(shown == null ? null : shown.server());
    hosts.add(host);
    return host;
  }

  /// Puts a line into the zone it belongs to; the owner's name is whole, without the last dot.
  void record(String line) {
    String owner = line.substring(0, line.indexOf(' '));
    for (Map.Entry<String, StringBuilder> zone : zones.entrySet()) {
      if (owner.endsWith(zone.getKey())) {
        zone.getValue().append(owner).append('.').append(line.substring(owner.length()));
        zone.getValue().append('\n');
      }
    }
  }

  /// Has a text that stands in a signed zone changed behind its signer's back.
  void forge(String text) {
    forged.add(text);
  }

  /// Has `mta-sts.DOMAIN` serve a policy.
  void serve(String domain, String policy) {
    serve(domain, "200", "text/plain", policy);
  }

  void serve(String domain, String code, String type, String text) {
    pages.put("mta-sts." + domain, new String[] {code, type, text});
  }

  /// Puts a policy where delivery keeps those it has fetched.
  void remember(String domain, Instant fetched, String policy) throws IOException {
    Files.createDirectories(policies());
    Files.writeString(
        policies().resolve(domain),
        "postrider-id: 1\npostrider-fetched: " + fetched + "\n" + policy);
  }

  Path policies() {
    return folder.resolve("mta-sts");
  }

  void start() throws Exception {
    Map<String, String> texts = new LinkedHashMap<>();
    SignedZone root = SignedZone.key(folder, "test");
    SignedZone good = SignedZone.key(folder, GOOD);
    SignedZone late = SignedZone.key(folder, LATE);
    StringBuilder top = new StringBuilder(good.ds() + "\n" + late.ds() + "\n");
    for (String zone : zones.keySet()) {
      top.append(zone + ". NS ns." + zone + ".\nns." + zone + ". A 127.0.0.1\n");
    }
    record(BROKEN + " NS ns.good.test.");
    texts.put("test", root.sign(NameServer.zoneText("test", top.toString())));
    String right = good.sign(NameServer.zoneText(GOOD, zones.get(GOOD).toString()));
    for (String each : forged) {
      right = right.replace(each, "00" + each.substring(2));
    }
    texts.put(GOOD, right);
    texts.put(PLAIN, NameServer.zoneText(PLAIN, zones.get(PLAIN).toString()));
    texts.put(LATE, late.signLate(NameServer.zoneText(LATE, zones.get(LATE).toString())));
    texts.put(BROKEN, "");
    names = NameServer.startWhole(folder, texts);
    Files.writeString(folder.resolve("anchor.ds"), root.ds() + "\n");
    String[] policyHosts = pages.keySet().toArray(String[]::new);
    if (policyHosts.length > 0) {
      int port = serve("127.0.0.1", 0, trusted.issue(policyHosts));
      serve("127.0.0.2", port, stranger.issue(policyHosts));
      serve("127.0.0.4", port, trusted.issue("elsewhere.example"));
    }
  }

  private int serve(String address, int port, TestAuthority.Issued shown) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(shown.server()));
    server.setExecutor(executor);
    server.createContext("/.well-known/mta-sts.txt", this::page);
    server.start();
    servers.add(server);
    return server.getAddress().getPort();
  }

  private void page(HttpExchange exchange) throws IOException {
    String[] page = pages.get(exchange.getRequestHeaders().getFirst("Host"));
    try (exchange) {
      byte[] text = page[2].getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page[1]);
      if (page[0].startsWith("3")) {
        exchange.getResponseHeaders().set("Location", page[2]);
      }
      exchange.sendResponseHeaders(Integer.parseInt(page[0]), text.length);
      exchange.getResponseBody().write(text);
    }
  }

  /// Settings that prove DNS by the key of `test`, and trust the authority `trusted`.
  DeliverySettings settings(List<Route> routes) throws Exception {
    return settings(routes, names().address(), Dnssec.VALIDATE);
  }

  /// A resolver that validates, by the same key.
  ValidatingServer resolver() throws IOException {
    List<String> known = new ArrayList<>(zones.keySet());
    known.addAll(List.of("test", BROKEN));
    return ValidatingServer.start(folder, folder.resolve("anchor.ds"), names(), known);
  }

  NameServer names() {
    return Objects.requireNonNull(names, "not started");
  }

  DeliverySettings settings(List<Route> routes, InetSocketAddress resolver, Dnssec dnssec)
      throws Exception {
    DeliverySettings base = DeliverySettings.defaults("us.example");
    Duration wait = Duration.ofSeconds(20);
    return new DeliverySettings(
            base.hostname(),
            routes,
            base.schedule(),
            base.limits(),
            base.attempts(),
            base.idle(),
            List.of(resolver),
            List.of(),
            trusted.write(folder.resolve("trust.pem")),
            new Patience(wait, wait, wait, wait, wait, wait))
        .with(new TransportSecurity(dnssec, folder.resolve("anchor.ds"), policies()));
  }

  /// The port of the policy hosts.
  int policyPort() {
    return servers.isEmpty() ? 1 : servers.getFirst().getAddress().getPort();
  }

  @Override
  public void close() throws IOException {
    if (names != null) {
      names.close();
    }
    servers.forEach(each -> each.stop(0));
    executor.close();
    for (SecureHost each : hosts) {
      each.close();
    }
  }
}
