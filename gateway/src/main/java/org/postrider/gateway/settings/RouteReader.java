// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Fingerprint;
import org.postrider.delivery.Route.Tls.Kind;
import org.postrider.smtp.protocol.reply.Reply;

/// Reads the `[[route]]` tables. Which keys make sense depends on the hop.
final class RouteReader {
  private static final Map<String, Set<String>> FITTING =
      Map.of(
          "mx", Set.of("port", "tls", "fingerprints", "source"),
          "smtp", Set.of("hosts", "tls", "fingerprints", "user", "password", "source"),
          "lmtp", Set.of("hosts", "tls", "fingerprints", "source"),
          "maildir", Set.of("directory"),
          "pipe", Set.of("command", "user", "group", "timeout", "most-size"),
          "discard", Set.of(),
          "reject", Set.of("reply"));

  /// Hops that there can be too much for.
  private static final Set<String> LIMITED = Set.of("mx", "smtp", "lmtp");

  /// With which a connection may turn out to be in the clear.
  private static final Set<Kind> UNSURE = Set.of(Kind.NONE, Kind.MAY, Kind.PUBLISHED);

  private static final Pattern REPLY =
      Pattern.compile("(5[0-9]{2}) (5\\.[0-9]{1,3}\\.[0-9]{1,3}) ([ -~]{1,400})");

  private static final Set<String> GENERAL = Set.of("domains", "name", "hop");

  private final Fields fields;
  private final boolean dnssec;
  private final HopLimits limits;

  private RouteReader(Fields fields, boolean dnssec, HopLimits limits) {
    this.fields = fields;
    this.dnssec = dnssec;
    this.limits = limits;
  }

  /// `dnssec`: whether anybody says that DNS is secure; `limits`: what holds where a route says
  /// nothing else.
  static List<Route> routes(List<Fields> tables, boolean dnssec, HopLimits limits) {
    List<Route> routes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields fields : tables) {
      new RouteReader(fields, dnssec, limits).route(names).ifPresent(routes::add);
    }
    return routes;
  }

  private Optional<Route> route(Set<String> names) {
    fields.require("hop");
    if (!fields.has("name")) {
      fields.require("domains");
    }
    String name = name(names);
    List<String> domains = domains();
    String hop = fields.choice("hop");
    boolean known = fields.has("hop") && isRight("hop", hop);
    if (known) {
      refuseUnfitting(hop);
    }
    return known ? Optional.of(new Route(name, domains, hop(hop))) : Optional.empty();
  }

  private String name(Set<String> names) {
    String name =
        fields
            .block()
            .as(
                "name",
                "",
                "a name of lower-case letters, digits and hyphens",
                text ->
                    text.matches("[a-z][a-z0-9-]{0,62}") ? Optional.of(text) : Optional.empty());
    if (!name.isEmpty() && !names.add(name)) {
      fields.block().complain("name", "\"" + name + "\" is the name of another route already");
    }
    return name;
  }

  private boolean isRight(String key, String read) {
    return fields.block().node(key) instanceof Node.Scalar scalar && scalar.value().equals(read);
  }

  private List<String> domains() {
    List<String> domains =
        fields
            .block()
            .list(
                "domains",
                List.of(),
                "domains such as [\"example.org\", \"*.example.org\", \"*\"]",
                RouteReader::domain);
    if (fields.has("domains") && domains.isEmpty()) {
      fields.block().complain("domains", "names no domain, wanted at least one");
    }
    return domains;
  }

  /// The key of a domain, or of a pattern of domains.
  static Optional<String> domain(String text) {
    if (text.equals("*")) {
      return Optional.of(text);
    }
    String below = text.startsWith("*.") ? "*." : "";
    String name = text.substring(below.length());
    if (name.startsWith("[") && name.endsWith("]") && below.isEmpty()) {
      return Optional.of(name.toLowerCase(Locale.ROOT));
    }
    try {
      String ascii = IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      boolean right = !ascii.isEmpty() && !ascii.endsWith(".") && !ascii.startsWith(".");
      return right ? Optional.of(below + ascii) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // said as what was found and what was wanted
    }
  }

  private void refuseUnfitting(String hop) {
    for (Key key : Keys.ROUTE.keys()) {
      boolean general = GENERAL.contains(key.name());
      boolean limit =
          LIMITED.contains(hop) && DeliveryKeys.LIMITS.stream().anyMatch(key::isCalledAs);
      if (!general
          && !limit
          && fields.has(key.name())
          && !FITTING.getOrDefault(hop, Set.of()).contains(key.name())) {
        fields.block().complain(key.name(), "means nothing where hop = \"" + hop + "\"");
      }
    }
  }

  private Route.Hop hop(String hop) {
    Route.Tls tls = tls(hop);
    return switch (hop) {
      case "mx" -> new Route.Exchangers(fields.number("port"), tls, sources(), limits());
      case "smtp" -> host(false, tls, tls.kind() == Kind.IMPLICIT ? 465 : 25);
      case "lmtp" -> host(true, tls, 24);
      case "maildir" -> maildir();
      case "pipe" -> new PipeReader(fields).pipe();
      case "reject" -> reject();
      default -> new Route.Discard();
    };
  }

  private Route.Tls tls(String hop) {
    boolean byDns = hop.equals("mx");
    String absent = byDns ? "published" : "may";
    Kind kind =
        Kind.valueOf((fields.has("tls") ? fields.choice("tls") : absent).toUpperCase(Locale.ROOT));
    if (kind == Kind.PUBLISHED && !byDns) {
      fields.block().complain("tls", "\"published\" is for hop = \"mx\" only");
    }
    if (kind == Kind.DANE && !dnssec) {
      fields.block().complain("tls", "\"dane\" needs delivery.dnssec, which is \"off\"");
    }
    Set<Fingerprint> fingerprints = fingerprints(kind == Kind.FINGERPRINT);
    return kind == Kind.FINGERPRINT && fingerprints.isEmpty()
        ? Route.Tls.ENCRYPT // complained of already
        : new Route.Tls(kind, kind == Kind.FINGERPRINT ? fingerprints : Set.of());
  }

  private Set<Fingerprint> fingerprints(boolean wanted) {
    if (wanted) {
      fields.require("fingerprints");
    }
    List<Fingerprint> found =
        fields
            .block()
            .list(
                "fingerprints",
                List.of(),
                "SHA-256 fingerprints of 64 hexadecimal digits, with or without colons",
                Fingerprint::parse);
    if (wanted && fields.has("fingerprints") && found.isEmpty()) {
      fields.block().complain("fingerprints", "names no fingerprint, wanted at least one");
    }
    if (!wanted && fields.has("fingerprints")) {
      fields.block().complain("fingerprints", "means nothing without tls = \"fingerprint\"");
    }
    return Set.copyOf(found);
  }

  private Route.Hop host(boolean lmtp, Route.Tls tls, int port) {
    fields.require("hosts");
    List<Route.Address> hosts =
        fields
            .block()
            .list(
                "hosts",
                List.of(),
                "hosts such as [\"mail.example.org\", \"192.0.2.1:2525\", \"[2001:db8::1]:25\","
                    + " \"unix:/run/lmtp\", \"mail.example.org weight 2\"]",
                text -> Addresses.hop(text, port));
    if (fields.has("hosts") && hosts.isEmpty()) {
      fields.block().complain("hosts", "names no host, wanted at least one");
    }
    return new Route.Host(hosts, lmtp, tls, credentials(tls), sources(), limits());
  }

  private @Nullable HopLimits limits() {
    return LimitsReader.routed(fields, limits);
  }

  private List<InetAddress> sources() {
    return fields
        .block()
        .list(
            "source",
            List.of(),
            "addresses of this machine such as [\"192.0.2.1\", \"2001:db8::1\"]",
            Addresses::literal);
  }

  private Route.@Nullable Credentials credentials(Route.Tls tls) {
    if (!fields.has("user") && !fields.has("password")) {
      return null;
    }
    fields.require("user", "password");
    if (UNSURE.contains(tls.kind())) {
      fields
          .block()
          .complain(
              "user",
              "needs tls = \"encrypt\", \"dane\", \"verify\", \"fingerprint\" or"
                  + " \"implicit\": no password is sent in the clear");
    }
    return new Route.Credentials(fields.text("user"), fields.text("password"));
  }

  private Route.Hop maildir() {
    fields.require("directory");
    Path directory = fields.path("directory");
    return new Route.Maildir(directory == null ? Path.of(".") : directory);
  }

  private Route.Hop reject() {
    fields.require("reply");
    return new Route.Reject(
        fields
            .block()
            .as(
                "reply",
                Reply.of(550, "5.7.1", "refused"),
                "a reply such as \"550 5.1.1 nobody reads mail here any more\"",
                RouteReader::reply));
  }

  private static Optional<Reply> reply(String text) {
    Matcher reply = REPLY.matcher(text);
    return reply.matches()
        ? Optional.of(
            Reply.of(Integer.parseInt(reply.group(1)), reply.group(2), reply.group(3).strip()))
        : Optional.empty();
  }
}
