// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.delivery.Route;
import org.postrider.delivery.secure.Demand;
import org.postrider.smtp.protocol.reply.Reply;

/// A way that was found, in words for an operator.
///
/// @param route which of the configured routes holds, in words
/// @param routing what came of it
record Explanation(String route, Routing routing) {

  /// Step by step, each a name, a colon and what is so.
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add("route: " + route);
    switch (routing) {
      case Routing.Hosts hosts -> hosts(steps, hosts);
      case Routing.Files files -> steps.add("maildir: below " + files.directory());
      case Routing.Command(Route.Pipe pipe) -> {
        steps.add("pipe: " + String.join(" ", pipe.command()));
        if (pipe.user() != null) {
          steps.add("runs as: " + pipe.user().name() + ", group " + pipe.user().group());
        }
      }
      case Routing.Nowhere _ -> steps.add("discard: it is thrown away");
      case Routing.Unroutable none ->
          steps.add((none.reply().isPermanent() ? "never: " : "not now: ") + none.reply());
    }
    return steps;
  }

  private static void hosts(List<String> steps, Routing.Hosts hosts) {
    hosts.exchangers().stream()
        .sorted(Comparator.comparingInt(Routing.Exchanger::preference))
        .forEach(each -> steps.add("host: " + host(each)));
    steps.add("protocol: " + (hosts.lmtp() ? "LMTP" : "SMTP"));
    if (!hosts.sources().isEmpty()) {
      steps.add(
          "from: "
              + hosts.sources().stream()
                  .map(InetAddress::getHostAddress)
                  .collect(Collectors.joining(", ")));
    }
    if (hosts.credentials() != null) {
      steps.add("authenticates as: " + hosts.credentials().name());
    }
  }

  private static String host(Routing.Exchanger host) {
    String addresses =
        host.addresses().stream().map(Explanation::address).collect(Collectors.joining(", "));
    String weight = host.weight() == 1 ? "" : ", weight " + host.weight();
    return host.preference()
        + " "
        + host.name()
        + " at "
        + addresses
        + weight
        + ", "
        + tls(host.demand());
  }

  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + " port " + inet.getPort()
        : "a socket of this machine";
  }

  private static String tls(Demand demand) {
    return switch (demand) {
      case Demand.Plain plain -> tls(plain);
      case Demand.Dane dane when !dane.isUsable() ->
          "TLS always, whatever the certificate, as none of the TLSA records of "
              + dane.base()
              + " can be used";
      case Demand.Dane dane -> proved(dane);
      case Demand.MtaSts sts -> proved(sts);
      case Demand.Pinned pinned -> proved(pinned);
      case Demand.AllTheWay all -> tls(all.of());
      case Demand.Unmet(Reply reply) -> "passed over: " + reply;
    };
  }

  private static String proved(Demand demand) {
    return "TLS always, proved by " + demand.policy();
  }

  private static String tls(Demand.Plain plain) {
    return switch (plain) {
      case NONE -> "never TLS";
      case MAY -> "TLS where it is offered, whatever the certificate";
      case ENCRYPT -> "TLS always, whatever the certificate";
      case VERIFY -> "TLS always, with a certificate that is valid for the host's name";
      case IMPLICIT ->
          "TLS from the first octet, with a certificate that is valid for the host's name";
    };
  }
}
