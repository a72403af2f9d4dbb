// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

/// One thing that is wrong with the configuration: where, what was found, what would be right.
public record Problem(Position at, String message) {
  /// On one line.
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
