// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Tls;
import org.postrider.delivery.route.Router.Found;
import org.postrider.delivery.route.Routing.Exchanger;
import org.postrider.delivery.secure.Demand;
import org.postrider.delivery.secure.Sts;
import org.postrider.delivery.secure.StsPolicy;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Adds to a way what its hosts have to fulfil by what their owners, or those of the recipient's
/// domain, have published. It asks the same questions as the router, whose answers are remembered.
///
/// @rfc 7672 §2.2
/// @rfc 8461 §5
final class Demands {
  /// How long a way holds that a policy has a say in, so that a new one is seen soon: RFC 8461 §5.
  private static final Duration POLICY = Duration.ofMinutes(5);

  private static final Duration BRIEFLY = Duration.ofSeconds(5);

  private final Tlsas tlsas;
  private final Dns dns;
  private final @Nullable Sts sts;

  /// How the hosts of a domain became known.
  ///
  /// @param names under which certificates may be made out besides the host's own
  /// @param hosts in lower case
  /// @param insecure why DANE cannot be, or null
  /// @param named whether they are what mail is for, and no answer of DNS stands in between
  private record Origin(
      List<String> names,
      Set<String> hosts,
      Duration life,
      @Nullable String insecure,
      boolean named) {}

  /// With the policies of `sts`, or none.
  Demands(Dns dns, @Nullable Sts sts) {
    this.dns = dns;
    this.sts = sts;
    tlsas = new Tlsas(dns);
  }

  /// The way to a domain by `hop` with all demands.
  Found on(String domain, Route.Hop hop, Found plain) {
    if (!(plain.routing() instanceof Routing.Hosts hosts)) {
      return plain;
    }
    return switch (hop) {
      case Route.Exchangers by when !domain.startsWith("[") -> exchangers(domain, by, plain, hosts);
      case Route.Host by when isOpen(by.tls()) -> configured(by, plain, hosts);
      default -> plain;
    };
  }

  /// Whether the demand depends on what is published.
  private static boolean isOpen(Tls tls) {
    return tls.kind() == Tls.Kind.PUBLISHED || tls.kind() == Tls.Kind.DANE;
  }

  private Found configured(Route.Host by, Found plain, Routing.Hosts hosts) {
    Origin origin = new Origin(List.of(), Set.of(), plain.life(), null, true);
    return demanded(by.tls(), origin, plain, hosts, null);
  }

  private Found exchangers(String domain, Route.Exchangers by, Found plain, Routing.Hosts hosts) {
    Answer answer = dns.ask(domain, Type.MX).join();
    if (answer instanceof Answer.Unsure(String why, Duration life)) {
      return Router.unsure(domain, why, life);
    }
    Origin origin = origin(domain, answer);
    boolean same =
        hosts.exchangers().stream()
            .allMatch(each -> origin.hosts().contains(each.name().toLowerCase(Locale.ROOT)));
    if (!same) {
      return Router.unsure(domain, "its mail exchangers are changing", BRIEFLY);
    }
    try {
      return demanded(by.tls(), origin, plain, hosts, policy(domain, by.tls()));
    } catch (IOException e) {
      return Router.unsure(domain, String.valueOf(e.getMessage()), BRIEFLY);
    }
  }

  private @Nullable StsPolicy policy(String domain, Tls tls) throws IOException {
    return sts == null || tls.kind() != Tls.Kind.PUBLISHED ? null : sts.policy(domain);
  }

  private static Origin origin(String domain, Answer answer) {
    List<String> names = new ArrayList<>(List.of(domain));
    Set<String> hosts = new HashSet<>();
    for (Record each : answer instanceof Answer.Found found ? found.records() : List.<Record>of()) {
      if (each instanceof MXRecord mx) {
        hosts.add(Router.text(mx.getTarget()).toLowerCase(Locale.ROOT));
        if (names.size() == 1) {
          names.add(Router.text(mx.getName())); // RFC 7672 §3.2.2: the third identifier
        }
      }
    }
    boolean named = hosts.isEmpty();
    if (named) {
      hosts.add(domain.toLowerCase(Locale.ROOT)); // RFC 5321 §5.1: its own exchanger
    }
    String insecure =
        answer.secure() ? null : "DNSSEC does not prove the mail exchangers of " + domain;
    return new Origin(names, hosts, answer.life(), insecure, named);
  }

  private Found demanded(
      Tls tls, Origin origin, Found plain, Routing.Hosts hosts, @Nullable StsPolicy policy) {
    List<CompletableFuture<Tlsas.Asked>> asked = new ArrayList<>();
    for (Exchanger each : hosts.exchangers()) {
      asked.add(
          isOpen(tls)
                  && origin.insecure() == null
                  && Addresses.literal(each.name()) == null
                  && each.addresses().getFirst() instanceof InetSocketAddress inet
              ? tlsas.of(each.name(), inet.getPort(), names(origin, each))
              : CompletableFuture.completedFuture(new Tlsas.Asked(null, origin.life())));
    }
    Duration life = Router.shorter(plain.life(), origin.life());
    List<Exchanger> demanding = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Tlsas.Asked byDane = asked.get(i).join();
      life = Router.shorter(life, byDane.life());
      Exchanger host = hosts.exchangers().get(i);
      Demand usual =
          switch (tls.kind()) {
            case DANE -> mandatory(origin, host, byDane.demand());
            case PUBLISHED -> published(host, byDane.demand(), policy);
            default -> host.demand();
          };
      demanding.add(
          host.demanding(
              usual,
              allTheWay(origin, host, usual, policy),
              tls.kind() == Tls.Kind.PUBLISHED ? host.demand() : usual)); // RFC 8689 §4.2.2
    }
    return new Found(
        hosts.with(demanding), sts != null && isOpen(tls) ? Router.shorter(life, POLICY) : life);
  }

  /// RFC 8689 §4.2.1: somebody has to prove that the mail is meant for this host.
  private static Demand allTheWay(
      Origin origin, Exchanger host, Demand usual, @Nullable StsPolicy policy) {
    boolean allowed = policy != null && policy.allows(host.name());
    if (origin.named() || origin.insecure() == null || usual instanceof Demand.Unmet) {
      return usual.allTheWay();
    }
    return allowed
        ? new Demand.MtaSts(host.name()).allTheWay()
        : Demand.Unmet.allTheWay(
            "neither DNSSEC nor MTA-STS proves that " + host.name() + " is to have the mail");
  }

  /// RFC 7672 §3.2.2: a host that was not found by exchangers goes by its own name.
  private static List<String> names(Origin origin, Exchanger host) {
    return origin.names().isEmpty() ? List.of(host.name()) : origin.names();
  }

  /// RFC 7672 §6: without usable records mail waits.
  private static Demand mandatory(Origin origin, Exchanger host, @Nullable Demand byDane) {
    return switch (byDane) {
      case Demand.Dane dane when !dane.isUsable() ->
          Demand.Unmet.dane("none of the TLSA records of " + dane.base() + " can be used");
      case null -> {
        String insecure = origin.insecure();
        yield Demand.Unmet.dane(
            insecure == null ? host.name() + " has no secure TLSA records" : insecure);
      }
      default -> byDane;
    };
  }

  /// DANE goes before MTA-STS, and where it fails no policy mends that: RFC 8461 §2. A host that a
  /// policy does not allow stays in its place and is passed over: RFC 8461 §8.4.
  private static Demand published(
      Exchanger host, @Nullable Demand byDane, @Nullable StsPolicy policy) {
    boolean unusable = byDane instanceof Demand.Dane dane && !dane.isUsable();
    if (policy == null || !policy.isEnforced() || (byDane != null && !unusable)) {
      return byDane == null ? host.demand() : byDane;
    }
    return policy.allows(host.name())
        ? new Demand.MtaSts(host.name())
        : Demand.Unmet.mtaSts(host.name() + " is none of the hosts that it allows");
  }
}
