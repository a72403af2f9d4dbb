// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Lookup;
import org.postrider.testkit.NameServer;

/// Against a real name server.
final class RouterTest {
  private static final Map<String, String> ZONES =
      Map.of(
          "simple.example",
              "@ MX 20 two\n@ MX 10 one\none A 192.0.2.1\ntwo A 192.0.2.2\ntwo AAAA 2001:db8::2",
          "same.example", "@ MX 10 b\n@ MX 10 a\na A 192.0.2.1\nb A 192.0.2.2",
          "bare.example", "@ A 192.0.2.9",
          "six.example", "@ AAAA 2001:db8::9",
          "null.example", "@ MX 0 .",
          "empty.example",
              "@ TXT \"one \" \"text\"\nalias CNAME www.simple.example.\nwww A 192.0.2.7",
          "lost.example", "@ MX 10 nowhere",
          "loop.example",
              "@ MX 10 better\n@ MX 20 us.example.\n@ MX 30 worse\n"
                  + "better A 192.0.2.3\nworse A 192.0.2.4",
          "ours.example", "@ MX 10 us.example.\n@ MX 20 worse\nworse A 192.0.2.4",
          "address.example", "@ MX 10 h\nh A 192.0.2.200");

  @TempDir private static Path folder;
  private static NameServer server;
  private static final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeAll
  static void start() throws IOException {
    server = NameServer.start(folder, ZONES);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    executor.close();
  }

  private static Router router(Route... routes) throws IOException {
    return router(List.of(server.address()), routes);
  }

  private static Router router(List<InetSocketAddress> resolvers, Route... routes)
      throws IOException {
    DeliverySettings base = DeliverySettings.defaults("us.example");
    return Router.open(
        new DeliverySettings(
            "us.example",
            List.of(routes),
            base.schedule(),
            HopLimits.of(1, 1),
            1,
            base.idle(),
            resolvers,
            List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 25)),
            null,
            base.patience()),
        executor);
  }

  private static String text(Routing routing) {
    return switch (routing) {
      case Routing.Hosts hosts ->
          String.join(
              " ",
              hosts.exchangers().stream()
                  .map(each ->
                      each.preference()
                          + ":"
                          + each.name()
                          + each.addresses().stream().map(RouterTest::text).toList())
                  .toList());
      case Routing.Unroutable none -> none.reply().code() + " " + none.reply().status();
      default -> routing.site();
    };
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : "local";
  }

  private static String route(String domain) throws IOException {
    return text(router().route(domain).join());
  }

  @Test
  void exchangersInOrderOfPreference() throws IOException {
    assertThat(route("simple.example"))
        .isEqualTo(
            "10:one.simple.example[192.0.2.1:25]"
                + " 20:two.simple.example[192.0.2.2:25, 2001:db8:0:0:0:0:0:2:25]");
  }

  @Test
  void domainsWithTheSameExchangersAreOneSite() throws IOException {
    Router router = router();
    String site = router.route("same.example").join().site();
    assertThat(router.route("same.example").join().site()).isEqualTo(site);
    assertThat(router.route("simple.example").join().site()).isNotEqualTo(site);
  }

  @Test
  void withoutExchangersTheDomainItself() throws IOException {
    assertThat(route("bare.example")).isEqualTo("0:bare.example[192.0.2.9:25]");
    assertThat(route("six.example")).isEqualTo("0:six.example[2001:db8:0:0:0:0:0:9:25]");
    assertThat(route("alias.empty.example"))
        .as("through a CNAME")
        .isEqualTo("550 5.1.2"); // www.simple.example has no address
  }

  @Test
  void whatCannotBeReachedEver() throws IOException {
    assertThat(route("null.example")).isEqualTo("556 5.1.10"); // RFC 7505
    assertThat(route("none.simple.example")).isEqualTo("550 5.1.2");
    assertThat(route("empty.example")).isEqualTo("550 5.1.2");
    assertThat(route("lost.example")).isEqualTo("550 5.4.4");
    assertThat(route("[tag:x]")).isEqualTo("550 5.1.2");
  }

  @Test
  void loopsAreCut() throws IOException {
    assertThat(route("loop.example")).isEqualTo("10:better.loop.example[192.0.2.3:25]");
    assertThat(route("ours.example")).isEqualTo("554 5.4.6");
    assertThat(route("us.example")).isIn("554 5.4.6", "451 4.4.3"); // refused by the name server
    assertThat(route("address.example")).isEqualTo("554 5.4.6");
    assertThat(route("[192.0.2.200]")).isEqualTo("554 5.4.6");
  }

  @Test
  void whatNobodyCanSayNowIsTemporary() throws IOException {
    assertThat(route("elsewhere.test")).isEqualTo("451 4.4.3"); // REFUSED
  }

  @Test
  void addressLiterals() throws IOException {
    assertThat(route("[192.0.2.77]")).isEqualTo("0:192.0.2.77[192.0.2.77:25]");
    assertThat(route("[ipv6:2001:db8::7]")).isEqualTo("0:2001:db8::7[2001:db8:0:0:0:0:0:7:25]");
  }

  @Test
  void theFirstRouteThatFitsHolds() throws IOException {
    Router router =
        router(
            new Route(List.of("exact.example"), new Route.Discard()),
            new Route(
                List.of("*.below.example", "other.example"), new Route.Maildir(Path.of("/mail"))),
            new Route(
                List.of("*"),
                new Route.Host(
                    List.of(
                        new Route.Address("192.0.2.50", 2525),
                        new Route.Address("one.simple.example", 587),
                        new Route.Address("localhost", 1)),
                    false,
                    Tls.ENCRYPT,
                    null)),
            new Route(List.of("late.example"), new Route.Discard()));
    assertThat(text(router.route("exact.example").join())).isEqualTo("discard");
    assertThat(text(router.route("a.b.below.example").join())).isEqualTo("maildir /mail");
    assertThat(text(router.route("other.example").join())).isEqualTo("maildir /mail");
    assertThat(text(router.route("late.example").join()))
        .isEqualTo(
            "0:192.0.2.50[192.0.2.50:2525] 1:one.simple.example[192.0.2.1:587]"
                + " 2:localhost[127.0.0.1:1]");
    assertThat(text(router.route("below.example").join())).startsWith("0:192.0.2.50");
  }

  @Test
  void thoseWithWeightsGoFirst() throws IOException {
    Router router =
        router(
            new Route(
                List.of("*"),
                new Route.Host(
                    List.of(
                        new Route.Address("192.0.2.50", 25),
                        new Route.Address("192.0.2.51", 25, 3),
                        new Route.Address("/run/lmtp", 0),
                        new Route.Address("192.0.2.52", 25, 1)),
                    true,
                    Tls.NONE,
                    null)));
    Routing found = router.route("any.example").join();
    assertThat(text(found))
        .isEqualTo(
            "1:192.0.2.50[192.0.2.50:25] 0:192.0.2.51[192.0.2.51:25] 3:/run/lmtp[local]"
                + " 0:192.0.2.52[192.0.2.52:25]");
    assertThat(router.explain("any.example", found))
        .contains(
            "host: 0 192.0.2.51 at 192.0.2.51 port 25, weight 3, never TLS",
            "host: 3 /run/lmtp at a socket of this machine, never TLS");
  }

  /// A site keeps what it was made with, so what differs in anything is another.
  @Test
  void whatIsWeighedOrLimitedOtherwiseIsAnotherSite() throws IOException {
    List<String> sites = new ArrayList<>();
    for (int weight : List.of(1, 2)) {
      for (HopLimits limits : List.of(HopLimits.of(1, 1), HopLimits.of(2, 1))) {
        List<Route.Address> there = List.of(new Route.Address("192.0.2.50", 25, weight));
        Route.Host host = new Route.Host(there, false, Tls.NONE, null, List.of(), limits);
        sites.add(router(new Route(List.of("*"), host)).route("any.example").join().site());
      }
    }
    assertThat(sites).doesNotHaveDuplicates();
  }

  @Test
  void plugInsLookUpToo() throws IOException {
    Lookup lookup = router().lookup();
    assertThat(lookup.texts("empty.example")).containsExactly("one text");
    assertThat(lookup.exchangers("simple.example"))
        .containsExactly("one.simple.example", "two.simple.example");
    assertThat(lookup.addresses("two.simple.example")).hasSize(2);
    assertThat(lookup.addresses4("two.simple.example"))
        .containsExactly((Inet4Address) InetAddress.ofLiteral("192.0.2.2"));
    assertThat(lookup.texts("bare.example")).isEmpty();
    assertThatThrownBy(() -> lookup.texts("elsewhere.test")).isInstanceOf(IOException.class);
  }
}
