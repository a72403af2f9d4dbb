// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.receiver.Holding;
import org.postrider.smtp.protocol.receiver.Receiver;
import org.postrider.smtp.protocol.receiver.Rules;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.server.sasl.Channel;
import org.postrider.smtp.server.sasl.SaslExchange;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;

/// What holds for sessions that begin now at one listener; a session keeps its terms to its end.
record Terms(
    String hostname,
    ListenerSettings listener,
    SessionLimits limits,
    Policy policy,
    Map<Grant, Receiver> receivers,
    @Nullable ServerTls tls) {
  private static final List<Grant> GRANTS =
      Stream.of(
              Set.<Keyword>of(),
              Set.of(Keyword.XCLIENT),
              Set.of(Keyword.XFORWARD),
              Set.of(Keyword.XCLIENT, Keyword.XFORWARD))
          .flatMap(each -> Stream.of(new Grant(each, false), new Grant(each, true)))
          .toList();

  /// What a client is offered beyond others: by where it is, and whether an authentication can be
  /// `bound` to its channel.
  record Grant(Set<Keyword> keywords, boolean bound) {}

  /// Terms by which time is told by `clock`.
  static Terms of(
      ServerSettings settings,
      ListenerSettings listener,
      Policy policy,
      @Nullable ServerTls tls,
      InstantSource clock) {
    SessionLimits limits = settings.limits();
    boolean isOpen = listener.kind() == ListenerKind.MX;
    Map<Grant, Receiver> receivers = new HashMap<>();
    for (Grant granted : GRANTS) {
      Rules rules =
          new Rules(
              settings.hostname(),
              settings.postmaster(),
              tls != null && listener.kind() != ListenerKind.SUBMISSIONS,
              mechanisms(listener, policy, granted.bound()),
              listener.withheld(),
              granted.keywords(),
              listener.lmtp(),
              limits.messageSize(),
              isOpen ? 0 : limits.priority(),
              isOpen || limits.hold().isZero() ? null : new Holding(limits.hold()),
              limits.recipients(),
              limits.messages(),
              clock);
      receivers.put(granted, Receiver.of(rules));
    }
    return new Terms(settings.hostname(), listener, limits, policy, Map.copyOf(receivers), tls);
  }

  /// What a client at this address is received by.
  Receiver receiver(InetAddress client, Channel channel) {
    Grant granted = new Grant(listener.trust().granted(client), channel.isBindable());
    return Objects.requireNonNull(receivers.get(granted));
  }

  private static List<String> mechanisms(ListenerSettings listener, Policy policy, boolean bound) {
    if (listener.kind() == ListenerKind.MX) {
      return List.of();
    }
    if (!policy.takesScram()) {
      return SaslExchange.WITH_PASSWORD;
    }
    return bound ? SaslExchange.MECHANISMS : SaslExchange.UNBOUND;
  }

  /// Whether TLS begins with the first octet.
  boolean isImplicitTls() {
    return listener.kind() == ListenerKind.SUBMISSIONS;
  }

  /// A client's connection as it begins, as plug-ins see it.
  Connection connection(ServerWire wire, Kept kept) {
    return new Connection(listener.name(), listener.kind(), wire.client(), wire.server(), "", kept);
  }
}
