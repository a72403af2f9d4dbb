// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.delivery.SecureWorld.GOOD;
import static org.postrider.delivery.SecureWorld.PLAIN;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.Route.Tls;
import org.postrider.delivery.TransportSecurity.Dnssec;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.ValidatingServer;

/// Who says that DNS is secure: a real resolver that validates, we ourselves behind one, or nobody.
final class ResolverTest {
  @TempDir private static Path folder;
  private static SecureWorld world;
  private static ValidatingServer resolver;
  private static SecureRow right;
  private static SecureRow wrong;
  private static SecureRow plain;
  private static SecureRow bogus;

  @BeforeAll
  static void start() throws Exception {
    world = new SecureWorld(folder);
    right = new SecureRow(world, "right", GOOD).stranger().mx().tlsa(3, 1, 1);
    wrong = new SecureRow(world, "wrong", GOOD).stranger().mx().wrongTlsa();
    plain = new SecureRow(world, "plain", PLAIN).stranger().mx().wrongTlsa();
    bogus = new SecureRow(world, "bogus", GOOD).stranger().mx().tlsa(3, 1, 1);
    world.forge(bogus.data(3, 1, 1));
    world.start();
    resolver = world.resolver();
  }

  @AfterAll
  static void stop() throws Exception {
    if (resolver != null) {
      resolver.close();
    }
    if (world != null) {
      world.close();
    }
  }

  /// How mail ends for the four domains, in order.
  private static List<String> ends(InetSocketAddress server, Dnssec dnssec) throws Exception {
    List<SecureRow> rows = List.of(right, wrong, plain, bogus);
    List<Route> routes = rows.stream().map(SecureRow::route).toList();
    try (Rig rig = Rig.open(world.settings(routes, server, dnssec))) {
      for (SecureRow each : rows) {
        rig.send("a@from.example", ConversationTest.CONTENT, "b@" + each.domain);
      }
      List<Told.Attempted> told = rig.awaitAttempts(rows.size());
      return rows.stream().map(row -> end(told, row)).toList();
    }
  }

  private static String end(List<Told.Attempted> told, SecureRow row) {
    return told.stream()
        .filter(each -> each.recipient().domain().text().equals(row.domain))
        .map(each -> each.ending() + (each.security().isEmpty() ? "" : " " + each.security()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aResolverThatIsTrusted() throws Exception {
    assertThat(ends(resolver.address(), Dnssec.TRUST_RESOLVER))
        .containsExactly("DELIVERED dane", "DEFERRED", "DELIVERED unauthenticated", "DEFERRED");
  }

  @Test
  void weOurselvesBehindAResolver() throws Exception {
    assertThat(ends(resolver.address(), Dnssec.VALIDATE))
        .containsExactly("DELIVERED dane", "DEFERRED", "DELIVERED unauthenticated", "DEFERRED");
  }

  /// A name server does not validate, and so says of nothing that it is secure.
  @Test
  void aServerThatProvesNothing() throws Exception {
    assertThat(ends(world.names().address(), Dnssec.TRUST_RESOLVER))
        .containsExactlyElementsOf(
            Stream.generate(() -> "DELIVERED unauthenticated").limit(4).toList());
  }

  @Test
  void nobody() throws Exception {
    List<String> ends = ends(resolver.address(), Dnssec.OFF);
    assertThat(ends.subList(0, 3))
        .containsOnly("DELIVERED unauthenticated")
        .as("there is no DANE, be DNS signed or not");
  }

  @Test
  void withoutProofADemandForDaneHoldsMail() throws Exception {
    Route route = new Route(List.of(right.domain), new Route.Exchangers(right.port(), Tls.DANE));
    DeliverySettings settings =
        world.settings(List.of(route), world.names().address(), Dnssec.TRUST_RESOLVER);
    try (Rig rig = Rig.open(settings)) {
      rig.send("a@from.example", ConversationTest.CONTENT, "b@" + right.domain);
      assertThat(rig.awaitAttempts(1).getFirst().reason())
          .isEqualTo(
              "454 4.7.4 the route demands DANE, but DNSSEC does not prove the mail exchangers of "
                  + right.domain);
    }
  }

  /// A session that is resumed shows no certificate; it is asked about all the same.
  @Test
  void oneMessageAConnection() throws Exception {
    DeliverySettings base = world.settings(List.of(right.route(), wrong.route()));
    DeliverySettings each =
        new DeliverySettings(
                base.hostname(),
                base.routes(),
                base.schedule(),
                HopLimits.of(1, 1),
                base.attempts(),
                base.idle(),
                base.resolvers(),
                base.ownAddresses(),
                base.trust(),
                base.patience())
            .with(base.security());
    try (Rig rig = Rig.open(each)) {
      for (int i = 1; i <= 6; i++) {
        String to = "b@" + (i % 2 == 0 ? wrong : right).domain;
        rig.send("a@from.example", ConversationTest.CONTENT, to);
        rig.awaitAttempts(i);
      }
      assertThat(rig.attempts().stream().map(ResolverTest::outcome))
          .containsExactly("dane", "454 4.7.5", "dane", "454 4.7.5", "dane", "454 4.7.5");
    }
  }

  @Test
  void aSmartHostByDane() throws Exception {
    List<SecureRow> hosts = List.of(right, wrong, plain);
    List<Route> routes =
        hosts.stream()
            .map(each -> new Route(List.of(each.name + ".example"), smart(each)))
            .toList();
    try (Rig rig = Rig.open(world.settings(routes))) {
      for (Route each : routes) {
        String to = "b@" + each.domains().getFirst();
        rig.send("a@from.example", ConversationTest.CONTENT, to);
      }
      assertThat(rig.awaitAttempts(3).stream().map(each -> each.recipient() + " " + outcome(each)))
          .containsExactlyInAnyOrder(
              "b@right.example dane", "b@wrong.example 454 4.7.5", "b@plain.example 454 4.7.4");
    }
  }

  private static Route.Hop smart(SecureRow row) {
    Route.Address address = new Route.Address(row.host(), row.port());
    return new Route.Host(List.of(address), false, Tls.DANE, null);
  }

  private static String outcome(Told.Attempted told) {
    return told.ending() == Told.Ending.DELIVERED ? told.security() : told.reason().substring(0, 9);
  }
}
