// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much one next hop is given at most.
///
/// @param connections open at once
/// @param messages before a connection is closed
/// @param recipients of one transaction
/// @param rate how many transactions in a time, or null for as many as there are
/// @param share how many attempts it may begin in its turn, where all that may be made at once are
///   under way
public record HopLimits(
    int connections, int messages, int recipients, @Nullable Rate rate, int share) {
  /// Checks the ranges.
  public HopLimits {
    if (connections < 1 || messages < 1 || recipients < 1 || share < 1) {
      throw new IllegalArgumentException("limits of a next hop out of range");
    }
  }

  /// 20 connections, 100 messages each, 100 recipients, as fast as it goes.
  public static HopLimits defaults() {
    return of(20, 100);
  }

  /// The defaults with so many connections, and so many messages each.
  public static HopLimits of(int connections, int messages) {
    return new HopLimits(connections, messages, 100, null, 1);
  }

  /// At most so many in any time as long as this.
  public record Rate(int messages, Duration period) {
    /// Checks the ranges.
    public Rate {
      if (messages < 1 || !period.isPositive()) {
        throw new IllegalArgumentException("a rate out of range");
      }
    }
  }
}
