// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.protocol.receiver.Receiver;
import org.postrider.smtp.protocol.receiver.Rules;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.server.sasl.SaslExchange;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;

/// What holds for sessions that begin now at one listener; a session keeps its terms to its end.
record Terms(
    String hostname,
    ListenerSettings listener,
    SessionLimits limits,
    Policy policy,
    Receiver receiver,
    @Nullable ServerTls tls) {

  static Terms of(
      ServerSettings settings, ListenerSettings listener, Policy policy, @Nullable ServerTls tls) {
    SessionLimits limits = settings.limits();
    Rules rules =
        new Rules(
            settings.hostname(),
            settings.postmaster(),
            tls != null && listener.kind() != ListenerKind.SUBMISSIONS,
            mechanisms(listener, policy),
            listener.withheld(),
            limits.messageSize(),
            limits.recipients(),
            limits.messages());
    return new Terms(settings.hostname(), listener, limits, policy, Receiver.of(rules), tls);
  }

  private static List<String> mechanisms(ListenerSettings listener, Policy policy) {
    if (listener.kind() == ListenerKind.MX) {
      return List.of();
    }
    return policy.takesScram() ? SaslExchange.MECHANISMS : SaslExchange.WITH_PASSWORD;
  }

  /// Whether TLS begins with the first octet.
  boolean isImplicitTls() {
    return listener.kind() == ListenerKind.SUBMISSIONS;
  }

  /// A client's connection, as plug-ins see it.
  Connection connection(ServerWire wire, Kept kept) {
    return new Connection(
        listener.name(), listener.kind(), wire.client(), wire.server(), wire.tls(), kept);
  }
}
