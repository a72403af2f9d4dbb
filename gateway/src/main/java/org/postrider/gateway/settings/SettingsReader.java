// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.FailureRules;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Patience;
import org.postrider.delivery.RetrySchedule;
import org.postrider.delivery.TransportSecurity;
import org.postrider.delivery.TransportSecurity.Dnssec;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.wire.ClientTls;

/// Turns configuration files into records. All that is wrong is found in one run; nothing is
/// started and nothing but files is touched. For one thread, once.
public final class SettingsReader {
  private static final long LEAST_TRAIL = 16 << 20;

  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  /// Short enough for postmaster@ before it, RFC 5321 §4.5.3.1.3.
  private static final Pattern HOSTNAME =
      Pattern.compile("(?=.{1,243}$)" + LABEL + "(?:\\." + LABEL + ")*");

  private static final int LEAST_MESSAGE = 64 << 10;
  private static final int LEAST_HEADER = 16 << 10;
  private static final Duration LONGEST_HOLD = Duration.ofDays(3_650);
  private static final int DNS_PORT = 53;

  private final Path file;
  private final Path home;
  private final List<Problem> problems;
  private final Fields top;
  private final Path data;
  private final Tables tables;

  private SettingsReader(Path file, Node.Table root, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
    Path parent = file.toAbsolutePath().normalize().getParent();
    home = parent == null ? Path.of("/") : parent;
    Tables found = new Tables(root, home, problems::add);
    top = found.top();
    Path given = top.path("data");
    data = given == null ? home : given;
    tables = found.under(data);
  }

  /// Reads `file` and what it includes; `environment` is what `${env:NAME}` may name.
  public static GatewaySettings read(Path file, Map<String, String> environment)
      throws WrongConfiguration {
    List<Problem> problems = new ArrayList<>();
    Node.Table root = tree(file, environment, problems);
    GatewaySettings settings = new SettingsReader(file, root, problems).settings();
    if (!problems.isEmpty()) {
      throw new WrongConfiguration(problems);
    }
    return settings;
  }

  /// Reads only where the operator's interface is, so that a gateway that runs can be asked while
  /// its configuration is being changed, and is wrong elsewhere. What keeps the files from being
  /// read whole goes to `unread`.
  public static GatewaySettings.Admin admin(
      Path file, Map<String, String> environment, List<Problem> unread) throws WrongConfiguration {
    return part(file, environment, unread, Keys.ADMIN, SettingsReader::admin);
  }

  /// Reads only where the trail is, as [#admin].
  public static GatewaySettings.Trail trail(
      Path file, Map<String, String> environment, List<Problem> unread) throws WrongConfiguration {
    return part(file, environment, unread, Keys.LOG, SettingsReader::log).trail();
  }

  private static <T> T part(
      Path file,
      Map<String, String> environment,
      List<Problem> unread,
      Section section,
      Function<SettingsReader, T> read)
      throws WrongConfiguration {
    Node.Table root = tree(file, environment, unread);
    root.entries().keySet().retainAll(Set.of("data", section.name()));
    List<Problem> problems = new ArrayList<>();
    T part = read.apply(new SettingsReader(file, root, problems));
    if (!problems.isEmpty()) {
      throw new WrongConfiguration(problems);
    }
    return part;
  }

  private static Node.Table tree(Path file, Map<String, String> environment, List<Problem> problems)
      throws WrongConfiguration {
    if (!Files.exists(file)) {
      throw new WrongConfiguration(
          List.of(new Problem(Position.of(file.toString()), "no such file")));
    }
    return TomlFiles.read(file, environment, problems);
  }

  private GatewaySettings settings() {
    String hostname = hostname();
    ListenerReader listeners = new ListenerReader(tables, problems::add);
    GatewaySettings settings = settings(hostname, listeners);
    problems.addAll(Loops.in(settings.plugins(), settings.delivery().routes()));
    return settings;
  }

  private GatewaySettings settings(String hostname, ListenerReader listeners) {
    Mailbox postmaster = postmaster(hostname);
    return new GatewaySettings(
        file,
        hostname,
        postmaster,
        data,
        top.number("threads"),
        top.duration("stop-within"),
        listeners.listeners(),
        listeners.places(),
        listeners.tls(),
        limits(),
        auth(),
        spool(),
        delivery(hostname, postmaster, listeners.listeners()),
        tables.plugins(),
        top.texts("plugin-directories").stream().map(home::resolve).map(Path::normalize).toList(),
        admin(),
        log());
  }

  private String hostname() {
    top.require("hostname");
    String hostname = top.text("hostname");
    if (!hostname.isEmpty() && !HOSTNAME.matcher(hostname).matches()) {
      top.block()
          .complain(
              "hostname",
              "found \""
                  + Shown.escaped(hostname)
                  + "\", wanted a name such as \"mx.example.org\"");
    }
    return hostname;
  }

  private Mailbox postmaster(String hostname) {
    // A hostname that is none has been complained of already.
    String host = HOSTNAME.matcher(hostname).matches() ? hostname : "localhost";
    return top.block()
        .as(
            "postmaster",
            Mailbox.parse("postmaster@" + host),
            "a mailbox in ASCII such as \"postmaster@example.org\"",
            SettingsReader::mailbox);
  }

  private static Optional<Mailbox> mailbox(String text) {
    try {
      return Optional.of(Mailbox.parse(text)).filter(Mailbox::isAscii);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no mailbox; the caller says what was wanted
    }
  }

  private SessionLimits limits() {
    Fields fields = tables.table(Keys.LIMITS);
    return new SessionLimits(
        fields.number("connections"),
        fields.number("connections-per-address"),
        fields.size("message-size", LEAST_MESSAGE),
        fields.number("recipients"),
        fields.number("messages"),
        fields.number("errors"),
        fields.positive("command-timeout"),
        fields.positive("data-timeout"),
        fields.positive("session-timeout"),
        fields.number("hops"),
        Math.toIntExact(Math.min(Integer.MAX_VALUE, fields.size("header-size", LEAST_HEADER))),
        fields.number("priority"),
        fields.duration("future-release", LONGEST_HOLD));
  }

  private AuthLimits auth() {
    Fields fields = tables.table(Keys.AUTH);
    return new AuthLimits(
        fields.number("failures-per-address"),
        fields.number("failures-per-account"),
        fields.positive("window"),
        fields.duration("delay"));
  }

  private SpoolSettings spool() {
    Fields fields = tables.table(Keys.SPOOL);
    Path directory = fields.path("directory");
    return new SpoolSettings(
        directory == null ? data : directory,
        fields.positive("commit-timeout"),
        fields.size("least-free", 0),
        fields.size("most-size", 0),
        fields.size("memory", 0));
  }

  private DeliverySettings delivery(
      String hostname, Mailbox postmaster, List<ListenerSettings> listeners) {
    Fields fields = tables.table(Keys.DELIVERY);
    TransportSecurity security = SecurityReader.security(fields);
    boolean dnssec = security.dnssec() != Dnssec.OFF;
    HopLimits limits = LimitsReader.limits(fields, HopLimits.defaults());
    return new DeliverySettings(
        hostname,
        RouteReader.routes(tables.tables(Keys.ROUTE), dnssec, limits),
        new RetrySchedule(
            fields.durations("retry"), fields.positive("give-up"), fields.duration("warn-after")),
        limits,
        LimitsReader.hosts(tables.tables(Keys.HOP), limits),
        fields.number("attempts"),
        fields.duration("idle"),
        fields.addresses("resolvers", DNS_PORT),
        listeners.stream().map(ListenerSettings::address).toList(),
        trust(fields),
        new Patience(
            fields.positive("connect-timeout"),
            fields.positive("greeting-timeout"),
            fields.positive("command-timeout"),
            fields.positive("data-initiation-timeout"),
            fields.positive("data-block-timeout"),
            fields.positive("data-end-timeout")),
        security,
        failures(fields),
        fields.choice("double-bounces").equals("postmaster") ? postmaster : null);
  }

  private static FailureRules failures(Fields fields) {
    Path file = fields.readable("failure-rules");
    try {
      if (file != null && Files.isReadable(file)) {
        return FailureRules.read(file);
      }
    } catch (IOException e) {
      fields.block().complain("failure-rules", file + ": " + e.getMessage());
    }
    return FailureRules.BUNDLED;
  }

  private static @Nullable Path trust(Fields fields) {
    Path file = fields.readable("trust");
    try {
      if (file != null && Files.isReadable(file)) {
        ClientTls.open(file);
      }
    } catch (IOException e) {
      fields.block().complain("trust", String.valueOf(e.getMessage()));
    }
    return file;
  }

  private GatewaySettings.Admin admin() {
    Fields fields = tables.table(Keys.ADMIN);
    InetSocketAddress address = fields.address("address");
    if (!address.getAddress().isLoopbackAddress()) {
      fields
          .block()
          .complain(
              "address",
              "found "
                  + address.getAddress().getHostAddress()
                  + ", wanted a loopback address such as \"127.0.0.1:2580\"");
    }
    Path token = fields.path("token-file");
    return new GatewaySettings.Admin(address, token == null ? data : token);
  }

  private GatewaySettings.Log log() {
    Fields fields = tables.table(Keys.LOG);
    String mail = fields.text("mail");
    boolean word = mail.equals("stdout") || mail.equals("none");
    Path path = word ? null : fields.path("mail");
    Path trail = fields.path("trail");
    return new GatewaySettings.Log(
        fields.choice("level"),
        path == null ? mail : path.toString(),
        new GatewaySettings.Trail(
            trail == null ? data : trail,
            fields.duration("trail-age"),
            fields.size("trail-size", LEAST_TRAIL)));
  }
}
