// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.time.Duration;

/// What one client may use up. Time-outs and counts are at least what RFC 5321 §4.5.3 asks.
///
/// @param connections open at once, in all
/// @param connectionsPerAddress open at once from one address
/// @param messageSize octets of one message, announced as SIZE
/// @param recipients for one message; at least 100
/// @param messages for one connection
/// @param errors refused commands before the session is ended with 421
/// @param commandTimeout wait for the next command; RFC 5321 §4.5.3.2.7 asks for 5 minutes
/// @param dataTimeout wait for the next octets of content; RFC 5321 §4.5.3.2.5 asks for 3 minutes
/// @param sessionTimeout a session's whole life
/// @param hops Received fields in a message before it is refused as looping
/// @param headerSize octets of the header section
/// @param priority the highest that clients which authenticate may give a message, from 0 to 9
/// @param hold how long clients which authenticate may have a message held, at most 999999999
///   seconds; zero where they may not
public record SessionLimits(
    int connections,
    int connectionsPerAddress,
    long messageSize,
    int recipients,
    int messages,
    int errors,
    Duration commandTimeout,
    Duration dataTimeout,
    Duration sessionTimeout,
    int hops,
    int headerSize,
    int priority,
    Duration hold) {

  private static final Duration HANDSHAKE = Duration.ofSeconds(30);

  /// Checks the ranges.
  public SessionLimits {
    if (connections < 1
        || connectionsPerAddress < 1
        || messageSize < 65_536
        || recipients < 100
        || messages < 1
        || errors < 1
        || hops < 10
        || headerSize < 16_384
        || priority < 0
        || priority > 9
        || hold.isNegative()
        || hold.toSeconds() > 999_999_999) {
      throw new IllegalArgumentException("session limits out of range");
    }
  }

  /// How long the TLS handshake may take, in all: 30 seconds, or as long as a command where that is
  /// less.
  public Duration handshakeTimeout() {
    return commandTimeout.compareTo(HANDSHAKE) < 0 ? commandTimeout : HANDSHAKE;
  }

  /// What holds where nothing is configured.
  public static SessionLimits defaults() {
    return new SessionLimits(
        10_000,
        100,
        50L << 20,
        1_000,
        1_000,
        20,
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        50,
        256 << 10,
        0,
        Duration.ZERO);
  }
}
