// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.Route;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.secure.Demand;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Scram;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.protocol.sender.Terms;
import org.postrider.smtp.protocol.sender.Terms.Identity;
import org.postrider.smtp.wire.ClientTls;
import org.postrider.smtp.wire.Dialer;

/// Opens sessions with hosts, under the settings of the day. Any thread that may block.
final class Opener {
  private final DeliverySettings settings;
  private final ClientTls tls;
  private final Dialer dialer;
  private final Connections connections;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// `connections` knows all that are open.
  Opener(DeliveryParts parts, DeliverySettings settings, Connections connections)
      throws IOException {
    this.settings = settings;
    clock = parts.clock();
    random = parts.random();
    this.connections = connections;
    tls = ClientTls.open(settings.trust());
    dialer = new Dialer(parts.transport(), settings.patience().connect());
  }

  /// A session in which a transaction may begin. Where TLS was only offered and the handshake
  /// fails, a second connection does without.
  Link open(Endpoint endpoint, Routing.Hosts hosts) throws LinkFailure, InterruptedException {
    if (endpoint.demand() instanceof Demand.Unmet(Reply reply)) {
      throw new LinkFailure(new Result(Stage.TLS, reply, false), false);
    }
    try {
      return dial(endpoint, hosts);
    } catch (LinkFailure failure) {
      if (failure.isHandshake() && endpoint.demand() == Demand.Plain.MAY) { // RFC 7435 §3
        return dial(endpoint.withoutTls(), hosts);
      }
      if (endpoint.isAllTheWay()) {
        throw failure.forGood();
      }
      throw failure.isOfTls() ? failure.by(endpoint.demand().policy()) : failure;
    }
  }

  private Link dial(Endpoint endpoint, Routing.Hosts hosts)
      throws LinkFailure, InterruptedException {
    Terms terms =
        new Terms(
            settings.hostname(),
            hosts.lmtp(),
            endpoint.demand().encryption(),
            endpoint.isAllTheWay(),
            identity(hosts));
    Link link =
        new Link(
            new Making(
                endpoint,
                terms,
                nonce(terms),
                tls,
                settings.patience(),
                settings.idle(),
                connections,
                clock));
    ChannelFuture dialed = dialer.dial(endpoint.address(), source(hosts, endpoint.address()), link);
    connections.opened(dialed.channel());
    CompletableFuture<Link> opened = link.opened();
    dialed.addListener(done -> {
      if (!done.isSuccess()) {
        Result result = new Result(Stage.CONNECT, Words.unreachable(done.cause()), false);
        opened.completeExceptionally(new LinkFailure(result, false));
      }
    });
    try {
      return opened.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  /// The first of our own addresses that can reach that one, where there is a choice.
  private static @Nullable InetAddress source(Routing.Hosts hosts, SocketAddress address) {
    return hosts.sources().stream()
        .filter(each ->
            address instanceof InetSocketAddress inet
                && each.getClass() == inet.getAddress().getClass())
        .findFirst()
        .orElse(null);
  }

  private String nonce(Terms terms) {
    if (terms.identity() == null) {
      return "";
    }
    synchronized (random) {
      return Scram.nonce(random);
    }
  }

  private static @Nullable Identity identity(Routing.Hosts hosts) {
    Route.Credentials credentials = hosts.credentials();
    return credentials == null ? null : new Identity(credentials.name(), credentials.password());
  }
}
