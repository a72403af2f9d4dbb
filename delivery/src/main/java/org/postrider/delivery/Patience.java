// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.time.Duration;
import java.util.List;

/// How long to wait for a next hop at each step before it counts as lost.
///
/// @param connect for the connection, and again for the TLS handshake
/// @param greeting for the first reply
/// @param command for the reply to EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET
/// @param dataInitiation for the reply to DATA
/// @param dataBlock for one piece of content to be taken
/// @param dataEnd for the reply to the end of the content
/// @rfc 5321 §4.5.3.2
public record Patience(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration dataInitiation,
    Duration dataBlock,
    Duration dataEnd) {
  /// Checks the ranges.
  public Patience {
    for (Duration each : List.of(connect, greeting, command, dataInitiation, dataBlock, dataEnd)) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("patience out of range");
      }
    }
  }

  /// What RFC 5321 §4.5.3.2 asks for, and 30 seconds to connect.
  public static Patience defaults() {
    return new Patience(
        Duration.ofSeconds(30),
        Duration.ofMinutes(5), // RFC 5321 §4.5.3.2.1
        Duration.ofMinutes(5), // RFC 5321 §4.5.3.2.2 and §4.5.3.2.3
        Duration.ofMinutes(2), // RFC 5321 §4.5.3.2.4
        Duration.ofMinutes(3), // RFC 5321 §4.5.3.2.5
        Duration.ofMinutes(10)); // RFC 5321 §4.5.3.2.6
  }
}
