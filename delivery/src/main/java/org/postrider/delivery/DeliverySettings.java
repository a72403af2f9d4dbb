// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;

/// How mail goes out.
///
/// @param hostname what we call ourselves in EHLO and in notifications
/// @param routes the first that fits a domain holds; where none does, its mail exchangers
/// @param schedule when to try again
/// @param limits of a next hop for which nothing else is said
/// @param limited next hops of which the first that fits holds, before what their route says
/// @param attempts at once, in all
/// @param idle how long an unused connection is kept
/// @param resolvers DNS servers; empty: those of the machine
/// @param ownAddresses where we listen ourselves, to cut loops
/// @param trust a PEM file of certificate authorities beyond those of the Java run time, or null
/// @param patience how long to wait for a next hop
/// @param security where DANE and MTA-STS come from
/// @param failures what the replies of hosts mean
/// @param doubleBounces who is told that a message without a sender has failed, or null for nobody
public record DeliverySettings(
    String hostname,
    List<Route> routes,
    RetrySchedule schedule,
    HopLimits limits,
    List<HostLimits> limited,
    int attempts,
    Duration idle,
    List<InetSocketAddress> resolvers,
    List<InetSocketAddress> ownAddresses,
    @Nullable Path trust,
    Patience patience,
    TransportSecurity security,
    FailureRules failures,
    @Nullable Mailbox doubleBounces) {
  /// Checks the ranges and copies the lists.
  public DeliverySettings {
    routes = List.copyOf(routes);
    resolvers = List.copyOf(resolvers);
    ownAddresses = List.copyOf(ownAddresses);
    limited = List.copyOf(limited);
    if (attempts < 1 || idle.isNegative()) {
      throw new IllegalArgumentException("delivery settings out of range");
    }
  }

  /// Settings with the same limits for all, neither DANE nor MTA-STS, without rules of one's own
  /// about failures, and with nobody to be told of double bounces.
  public DeliverySettings(
      String hostname,
      List<Route> routes,
      RetrySchedule schedule,
      HopLimits limits,
      int attempts,
      Duration idle,
      List<InetSocketAddress> resolvers,
      List<InetSocketAddress> ownAddresses,
      @Nullable Path trust,
      Patience patience) {
    this(
        hostname,
        routes,
        schedule,
        limits,
        List.of(),
        attempts,
        idle,
        resolvers,
        ownAddresses,
        trust,
        patience,
        TransportSecurity.NONE,
        FailureRules.BUNDLED,
        null);
  }

  /// What holds for a next hop with these hosts, whose route says `routed` or nothing.
  public HopLimits limits(List<String> hosts, @Nullable HopLimits routed) {
    for (HostLimits each : limited) {
      if (hosts.stream().anyMatch(each::hold)) {
        return each.limits();
      }
    }
    return routed == null ? limits : routed;
  }

  /// The same with DANE and MTA-STS from elsewhere.
  public DeliverySettings with(TransportSecurity other) {
    return new DeliverySettings(
        hostname,
        routes,
        schedule,
        limits,
        limited,
        attempts,
        idle,
        resolvers,
        ownAddresses,
        trust,
        patience,
        other,
        failures,
        doubleBounces);
  }

  /// The same with somebody who is told of double bounces.
  public DeliverySettings telling(Mailbox postmaster) {
    return new DeliverySettings(
        hostname,
        routes,
        schedule,
        limits,
        limited,
        attempts,
        idle,
        resolvers,
        ownAddresses,
        trust,
        patience,
        security,
        failures,
        postmaster);
  }

  /// What holds where nothing is configured: 20 connections a hop, 100 messages each, 500 attempts
  /// at once, 10 seconds idle.
  public static DeliverySettings defaults(String hostname) {
    return new DeliverySettings(
        hostname,
        List.of(),
        RetrySchedule.defaults(),
        HopLimits.defaults(),
        500,
        Duration.ofSeconds(10),
        List.of(),
        List.of(),
        null,
        Patience.defaults());
  }
}
