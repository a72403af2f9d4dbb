// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.delivery.secure.Demand;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.reply.Reply;

/// Where mail for a domain goes. Immutable.
public sealed interface Routing {

  /// What mail that goes the same way shares: connections and limits.
  String site();

  /// What its route says of how much it is given; null where it says nothing.
  default @Nullable HopLimits limits() {
    return null;
  }

  /// What an operator calls it: the names of its hosts, or what stands for them.
  default List<String> names() {
    return hops();
  }

  /// The next hops in words, the most preferred first; none where there is no way.
  List<String> hops();

  /// The way of a message whose sender has said this of TLS; `mustArrive`: a notification, which
  /// goes the usual way too where it has to.
  default Routing over(TlsRequired tls, boolean mustArrive) {
    return this;
  }

  /// To hosts, the most preferred first; equal preference in no order.
  record Hosts(
      String site,
      List<Exchanger> exchangers,
      boolean lmtp,
      Route.@Nullable Credentials credentials,
      List<InetAddress> sources,
      @Nullable HopLimits limits)
      implements Routing {

    /// What each host has to fulfil is a part of the site, so that no mail goes over a session that
    /// was opened for less; and so is its weight, so that other weights take effect at once.
    static Hosts of(
        List<Exchanger> exchangers,
        boolean lmtp,
        Route.@Nullable Credentials credentials,
        List<InetAddress> sources,
        @Nullable HopLimits limits) {
      String hosts =
          exchangers.stream()
              .map(e ->
                  String.join(
                      " ",
                      e.preference() + "/" + e.weight(),
                      e.name(),
                      e.addresses().toString(),
                      e.demand().key()))
              .sorted()
              .collect(Collectors.joining(","));
      String user = credentials == null ? "" : credentials.name();
      String site = (lmtp ? "lmtp " : "smtp ") + user + " " + hosts + " " + sources;
      String limited = limits == null ? site : site + " " + limits;
      return new Hosts(limited, List.copyOf(exchangers), lmtp, credentials, sources, limits);
    }

    /// The same with other hosts.
    Hosts with(List<Exchanger> others) {
      return of(others, lmtp, credentials, sources, limits);
    }

    @Override
    public Hosts over(TlsRequired tls, boolean mustArrive) {
      return switch (tls) {
        case UNSAID -> this;
        case NO -> with(exchangers.stream().map(each -> each.of(each.waived())).toList());
        case YES -> with(allTheWay(mustArrive));
      };
    }

    /// RFC 8689 §5: a notification is rather sent without than lost.
    private List<Exchanger> allTheWay(boolean mustArrive) {
      List<Exchanger> hosts = new ArrayList<>();
      int last = 0;
      for (Exchanger each : exchangers) {
        hosts.add(each.of(each.allTheWay()));
        last = Math.max(last, each.preference());
      }
      if (mustArrive) {
        for (Exchanger each : exchangers) {
          hosts.add(each.at(last + 1 + each.preference()));
        }
      }
      return hosts;
    }

    @Override
    public List<String> names() {
      return exchangers.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public List<String> hops() {
      return exchangers.stream()
          .sorted(Comparator.comparingInt(Exchanger::preference))
          .map(each ->
              each.addresses().getFirst() instanceof InetSocketAddress inet
                  ? each.name() + ":" + inet.getPort()
                  : each.name())
          .toList();
    }
  }

  /// Into Maildirs below a directory.
  record Files(Path directory) implements Routing {
    @Override
    public String site() {
      return "maildir " + directory;
    }

    @Override
    public List<String> hops() {
      return List.of(directory.toString());
    }
  }

  /// To a command.
  record Command(Route.Pipe pipe) implements Routing {
    @Override
    public String site() {
      return "pipe " + pipe;
    }

    @Override
    public List<String> hops() {
      return List.of(pipe.command().getFirst());
    }
  }

  /// Nowhere.
  record Nowhere() implements Routing {
    @Override
    public String site() {
      return "discard";
    }

    @Override
    public List<String> hops() {
      return List.of("discard");
    }
  }

  /// There is no way, now or ever, as the reply (in our words) says.
  record Unroutable(Reply reply) implements Routing {
    @Override
    public String site() {
      return "";
    }

    @Override
    public List<String> hops() {
      return List.of();
    }
  }

  /// A host that takes the mail, with its addresses in the order to try them, and what it has to
  /// fulfil before; or a socket of this machine, whose name is its path.
  ///
  /// @param weight of the first tries of those with the same preference, compared with the others
  /// @param allTheWay what it has to fulfil for mail whose sender wants TLS all the way
  /// @param waived the same for mail whose sender does without what is published of TLS
  record Exchanger(
      int preference,
      int weight,
      String name,
      List<SocketAddress> addresses,
      Demand demand,
      Demand allTheWay,
      Demand waived) {
    /// Copies the list.
    public Exchanger {
      addresses = List.copyOf(addresses);
    }

    /// One of which nothing is known but its route. What goes to a socket does not leave the
    /// machine.
    Exchanger(int preference, int weight, String name, List<SocketAddress> addresses, Demand by) {
      this(
          preference,
          weight,
          name,
          addresses,
          by,
          addresses.getFirst() instanceof InetSocketAddress ? by.allTheWay() : by,
          by);
    }

    /// The same with other demands.
    Exchanger demanding(Demand usual, Demand strict, Demand lax) {
      return new Exchanger(preference, weight, name, addresses, usual, strict, lax);
    }

    /// The same with another demand, whatever a sender has said.
    Exchanger of(Demand other) {
      return demanding(other, other, other);
    }

    /// The same with another preference.
    Exchanger at(int other) {
      return new Exchanger(other, weight, name, addresses, demand, allTheWay, waived);
    }
  }
}
