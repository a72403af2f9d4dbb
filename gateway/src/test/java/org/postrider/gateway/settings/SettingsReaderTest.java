// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.FailureRules;
import org.postrider.delivery.Route;
import org.postrider.delivery.TransportSecurity;
import org.postrider.delivery.TransportSecurity.Dnssec;
import org.postrider.gateway.first.SelfSigned;
import org.postrider.plugins.api.SettingsException;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.TlsSettings;

class SettingsReaderTest {
  private static final String LEAST =
      """
      hostname = "mx.example.org"
      [[listener]]
      name = "mx"
      kind = "mx"
      address = "127.0.0.1:2525"
      """;

  @TempDir Path home;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(home.resolve("secret"), "from a file\n");
    SelfSigned.write(
        home.resolve("certificate.pem"),
        home.resolve("key.pem"),
        "mx.example.org",
        Instant.EPOCH,
        new SecureRandom());
    Files.writeString(
        home.resolve("file.pem"),
        Files.readString(home.resolve("certificate.pem"))
            + Files.readString(home.resolve("key.pem")));
  }

  @Test
  void whatIsAbsentIsAsDocumented() throws Exception {
    GatewaySettings settings = read(LEAST);
    assertThat(settings.limits()).isEqualTo(SessionLimits.defaults());
    assertThat(settings.spool()).isEqualTo(SpoolSettings.defaults(home.resolve("spool")));
    DeliverySettings delivery =
        DeliverySettings.defaults("mx.example.org")
            .with(new TransportSecurity(Dnssec.OFF, null, home.resolve("mta-sts")));
    assertThat(settings.delivery())
        .usingRecursiveComparison()
        .ignoringFields("ownAddresses")
        .isEqualTo(delivery);
    assertThat(settings.delivery().ownAddresses())
        .containsExactly(new InetSocketAddress("127.0.0.1", 2525));
    assertThat(settings.stopWithin()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.data()).isEqualTo(home);
    assertThat(settings.pluginDirectories()).containsExactly(home.resolve("plugins"));
    assertThat(settings.admin())
        .isEqualTo(
            new GatewaySettings.Admin(
                new InetSocketAddress("127.0.0.1", 2580), home.resolve("admin.token")));
    assertThat(settings.log())
        .isEqualTo(
            new GatewaySettings.Log(
                "info",
                "stdout",
                new GatewaySettings.Trail(
                    settings.data().resolve("trail"), Duration.ofDays(7), 1L << 30)));
    assertThat(settings.tls()).isNull();
  }

  @TestFactory
  Stream<DynamicTest> everyKeyIsMapped() {
    return Keys.SECTIONS.stream()
        .filter(section -> !section.repeated() && !section.equals(Keys.PLUGIN))
        .flatMap(section -> section.keys().stream().map(key -> mapped(section, key)));
  }

  private DynamicTest mapped(Section section, Key key) {
    return DynamicTest.dynamicTest(
        section.header() + " " + key.name(),
        () -> {
          String with =
              section.equals(Keys.TOP)
                  ? other(key) + LEAST.replaceFirst("hostname.*\n", hostnameBeside(key))
                  : LEAST + section.header() + "\n" + other(key) + beside(key);
          GatewaySettings plain = read(LEAST + without(key));
          assertThat(read(with))
              .usingRecursiveComparison()
              .withEqualsForType(Object::equals, FailureRules.class) // it keeps its rules to itself
              .isNotEqualTo(plain);
        });
  }

  private static String hostnameBeside(Key key) {
    return key.name().equals("hostname") ? "" : "hostname = \"mx.example.org\"\n";
  }

  private static String tls() {
    return "certificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
  }

  /// What the key is compared with: all that has to stand beside it, and not the key.
  private static String without(Key key) {
    return switch (key.name()) {
      case "certificate", "key", "policy" -> "[tls]\n" + tls();
      case "trust-anchors" -> "[delivery]\n" + beside(key);
      default -> "";
    };
  }

  private static String beside(Key key) {
    return switch (key.name()) {
      case "trust-anchors" -> "dnssec = \"validate\"\n";
      case "certificate" -> "key = \"key.pem\"\n";
      case "key" -> "certificate = \"certificate.pem\"\n";
      case "policy" -> tls();
      default -> "";
    };
  }

  private String other(Key key) throws IOException {
    Files.writeString(home.resolve("more.toml"), "[limits]\nhops = 77\n");
    Files.writeString(
        home.resolve("anchors.ds"), "test. IN DS 20326 8 2 " + "ab".repeat(32) + "\n");
    Files.writeString(home.resolve("mine.rules"), "spam 5* * our list\n");
    return key.name()
        + " = "
        + switch (key.kind()) {
          case TEXT, SECRET ->
              switch (key.name()) {
                case "postmaster" -> "\"ops@example.org\"";
                case "rate" -> "\"77/1s\"";
                default -> "\"other\"";
              };
          case NUMBER ->
              Long.toString(Objects.equals(key.absent(), key.most()) ? key.least() : key.most());
          case FLAG -> key.absent() == Boolean.TRUE ? "false" : "true";
          case DURATION -> "\"77s\"";
          case DURATIONS -> "[\"77s\"]";
          case SIZE -> "\"3GiB\"";
          case TEXTS -> "[\"more.toml\"]";
          case PATH ->
              switch (key.name()) {
                case "trust" -> "\"certificate.pem\"";
                case "trust-anchors" -> "\"anchors.ds\"";
                case "failure-rules" -> "\"mine.rules\"";
                default -> "\"file.pem\"";
              };
          case CHOICE -> '"' + key.choices().getLast() + '"';
          case ADDRESS -> "\"[::1]:77\"";
          case ADDRESSES -> "[\"192.0.2.53\"]";
        }
        + "\n";
  }

  @Test
  void thePostmasterIsOfThisHostUnlessNamed() throws Exception {
    assertThat(read(LEAST).server().postmaster())
        .isEqualTo(Mailbox.parse("postmaster@" + read(LEAST).hostname()));
    assertThat(read("postmaster = \"Ops@example.net\"\n" + LEAST).server().postmaster())
        .isEqualTo(Mailbox.parse("Ops@example.net"));
  }

  @Test
  void routesBecomeHops() throws Exception {
    List<Route> routes =
        read(LEAST
                + """
                [[route]]
                domains = ["Example.ORG", "*.bücher.example"]
                hop = "smtp"
                hosts = ["a.example", "192.0.2.1:2525", "[2001:db8::1]", "2001:db8::2"]
                tls = "verify"
                user = "me"
                password = "${file:secret}!"
                [[route]]
                domains = ["*.lmtp.example"]
                hop = "lmtp"
                hosts = ["localhost", "unix:/run/lmtp", "[::1]:2400 weight 12"]
                tls = "none"
                source = ["192.0.2.7", "2001:db8::7"]
                [[route]]
                domains = ["maildir.example"]
                hop = "maildir"
                directory = "mail"
                [[route]]
                domains = ["*"]
                hop = "mx"
                port = 2526
                tls = "encrypt"
                """)
            .delivery()
            .routes();
    assertThat(routes)
        .containsExactly(
            new Route(
                List.of("example.org", "*.xn--bcher-kva.example"),
                new Route.Host(
                    List.of(
                        new Route.Address("a.example", 25),
                        new Route.Address("192.0.2.1", 2525),
                        new Route.Address("2001:db8::1", 25),
                        new Route.Address("2001:db8::2", 25)),
                    false,
                    Route.Tls.VERIFY,
                    new Route.Credentials("me", "from a file!"))),
            new Route(
                List.of("*.lmtp.example"),
                new Route.Host(
                    List.of(
                        new Route.Address("localhost", 24),
                        new Route.Address("/run/lmtp", 0),
                        new Route.Address("::1", 2400, 12)),
                    true,
                    Route.Tls.NONE,
                    null,
                    List.of(
                        InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("2001:db8::7")),
                    null)),
            new Route(List.of("maildir.example"), new Route.Maildir(home.resolve("mail"))),
            new Route(List.of("*"), new Route.Exchangers(2526, Route.Tls.ENCRYPT)));
  }

  @Test
  void routesBecomeCommandsAndRefusals() throws Exception {
    List<Route> routes =
        read(LEAST
                + """
                [[route]]
                domains = ["gone.example"]
                hop = "discard"
                [[route]]
                domains = ["moved.example"]
                hop = "reject"
                reply = "550 5.1.6 they have moved"
                [[route]]
                domains = ["lists.example"]
                hop = "pipe"
                command = ["/bin/cat", "-f", "{sender}"]
                user = "lists"
                timeout = "2m"
                """)
            .delivery()
            .routes();
    assertThat(routes)
        .containsExactly(
            new Route(List.of("gone.example"), new Route.Discard()),
            new Route(
                List.of("moved.example"),
                new Route.Reject(Reply.of(550, "5.1.6", "they have moved"))),
            new Route(
                List.of("lists.example"),
                new Route.Pipe(
                    List.of("/bin/cat", "-f", "{sender}"),
                    new Route.Pipe.User("lists", "lists"),
                    Duration.ofMinutes(2),
                    50 << 20)));
  }

  @Test
  void demandsAreOfManyKinds() throws Exception {
    String dnssec = "[delivery]\ndnssec = \"trust-resolver\"\n";
    assertThat(tls(dnssec, "hop = \"mx\"")).isEqualTo(Route.Tls.PUBLISHED);
    assertThat(tls("", "hop = \"mx\"")).isEqualTo(Route.Tls.PUBLISHED);
    assertThat(tls("", "hop = \"mx\"\ntls = \"may\"")).isEqualTo(Route.Tls.MAY);
    assertThat(tls(dnssec, "hop = \"mx\"\ntls = \"dane\"")).isEqualTo(Route.Tls.DANE);
    String prints = "tls = \"fingerprint\"\nfingerprints = [\"%s\", \"%s\"]";
    assertThat(
            tls("", "hop = \"mx\"\n" + prints.formatted("AB:".repeat(31) + "AB", "cd".repeat(32))))
        .isEqualTo(
            Route.Tls.pinned(
                Set.of(
                    new Route.Fingerprint("ab".repeat(32)),
                    new Route.Fingerprint("cd".repeat(32)))));
  }

  /// What the one route demands.
  private Route.Tls tls(String delivery, String keys) throws Exception {
    String route = "[[route]]\ndomains = [\"a.example\"]\n" + keys + "\n";
    List<Route> routes = read(LEAST + delivery + route).delivery().routes();
    return routes.getFirst().hop() instanceof Route.Exchangers(int _, Route.Tls tls, var _, var _)
        ? tls
        : Route.Tls.NONE;
  }

  @Test
  void implicitTlsMeansPort465() throws Exception {
    String route = "[[route]]\ndomains=['*']\nhop='smtp'\nhosts=['a.example']\ntls='implicit'\n";
    assertThat(read(LEAST + route).delivery().routes().getFirst().hop())
        .isEqualTo(
            new Route.Host(
                List.of(new Route.Address("a.example", 465)), false, Route.Tls.IMPLICIT, null));
  }

  @Test
  void relativePathsLieUnderTheDataDirectory() throws Exception {
    Files.createDirectory(home.resolve("data"));
    Files.move(home.resolve("file.pem"), home.resolve("data/c.pem"));
    GatewaySettings settings =
        read("data = \"data\"\n" + LEAST + "[tls]\ncertificate = \"c.pem\"\nkey = \"c.pem\"\n");
    Path file = home.resolve("data/c.pem");
    assertThat(settings.tls()).isEqualTo(TlsSettings.of(new CertificateFiles(file, file)));
    assertThat(settings.spool().directory()).isEqualTo(home.resolve("data/spool"));
  }

  @Test
  void filesArePutTogetherInOrder() throws Exception {
    Files.createDirectory(home.resolve("conf.d"));
    String route = "[[route]]\ndomains = [\"%s.example\"]\nhop = \"discard\"\n";
    Files.writeString(home.resolve("conf.d/b.toml"), route.formatted("b"));
    Files.writeString(
        home.resolve("conf.d/a.toml"), "[limits]\nhops = 77\n" + route.formatted("a"));
    Files.writeString(home.resolve("conf.d/not.txt"), "this is not TOML");
    GatewaySettings settings =
        read(
            "include = [\"conf.d/*.toml\"]\n"
                + LEAST
                + "[limits]\nerrors = 7\n"
                + route.formatted("main"));
    assertThat(settings.delivery().routes().stream().map(each -> each.domains().getFirst()))
        .containsExactly("main.example", "a.example", "b.example");
    assertThat(settings.limits().hops()).isEqualTo(77);
    assertThat(settings.limits().errors()).isEqualTo(7);
  }

  @Test
  void plugInsKeepTheOrderOfTheConfiguration() throws Exception {
    GatewaySettings settings =
        read(LEAST + "[plugins.zebra]\n[plugins.ant]\nlocal = [\"a\"]\n[plugins.mule]\n");
    assertThat(settings.plugins().stream().map(GatewaySettings.PluginBlock::name))
        .containsExactly("zebra", "ant", "mule");
    Block ant = settings.plugins().get(1).settings();
    assertThat(ant.unasked()).hasSize(1);
    assertThat(ant.texts("local", List.of())).containsExactly("a");
    assertThat(ant.unasked()).isEmpty();
    assertThatThrownBy(() -> ant.number("local", 0, 0, 9))
        .isInstanceOf(SettingsException.class)
        .hasMessageEndingWith(
            "postrider.toml:8:1: plugins.ant.local: found a list, wanted a whole number from 0 to"
                + " 9");
  }

  @Test
  void aBlockOfAPluginCanBeMadeFromText() throws Exception {
    Block block = Block.ofPlugin("relay", "local = [\"a.example\"]\nlocl = 1\n", home);
    assertThat(block.texts("local", List.of())).containsExactly("a.example");
    assertThat(block.path("users", Path.of("users"))).isEqualTo(home.resolve("users"));
    assertThat(block.unasked())
        .singleElement()
        .hasToString(
            "postrider.toml:2:1: plugins.relay.locl: no such key; did you mean"
                + " plugins.relay.local?");
  }

  @Test
  void theWordsForAPlaceAreKeptByDoublingTheDollar() throws Exception {
    assertThat(Block.ofPlugin("a", "text = \"$${env:X}\"", home).text("text", ""))
        .isEqualTo("${env:X}");
  }

  private GatewaySettings read(String toml) throws Exception {
    Path file = home.resolve("postrider.toml");
    Files.writeString(file, toml);
    return SettingsReader.read(file, Map.of());
  }
}
