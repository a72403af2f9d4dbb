// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

/// Text from strangers, made harmless for a terminal.
final class Printable {
  private Printable() {}

  /// The text with `?` for each character that would steer the terminal.
  static String of(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
