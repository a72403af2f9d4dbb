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
/// @param connectionsPerHop open at once to one next hop
/// @param messagesPerConnection before a connection is closed
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
    int connectionsPerHop,
    int messagesPerConnection,
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
    if (connectionsPerHop < 1 || messagesPerConnection < 1 || attempts < 1 || idle.isNegative()) {
      throw new IllegalArgumentException("delivery settings out of range");
    }
  }

  /// Settings with neither DANE nor MTA-STS, without rules of one's own about failures, and with
  /// nobody to be told of double bounces.
  public DeliverySettings(
      String hostname,
      List<Route> routes,
      RetrySchedule schedule,
      int connectionsPerHop,
      int messagesPerConnection,
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
        connectionsPerHop,
        messagesPerConnection,
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

  /// The same with DANE and MTA-STS from elsewhere.
  public DeliverySettings with(TransportSecurity other) {
    return new DeliverySettings(
        hostname,
        routes,
        schedule,
        connectionsPerHop,
        messagesPerConnection,
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
        connectionsPerHop,
        messagesPerConnection,
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
        20,
        100,
        500,
        Duration.ofSeconds(10),
        List.of(),
        List.of(),
        null,
        Patience.defaults());
  }
}
