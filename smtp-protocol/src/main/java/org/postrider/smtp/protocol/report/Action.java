// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

/// What was done for a recipient.
///
/// @rfc 3464 §2.3.3
public enum Action {
  /// Given up.
  FAILED("failed"),
  /// Not delivered yet; tried on.
  DELAYED("delayed"),
  /// In its mailbox.
  DELIVERED("delivered"),
  /// Passed on to a host that will not tell what becomes of it.
  RELAYED("relayed");

  private final String text;

  Action(String text) {
    this.text = text;
  }

  /// The first digit of its status.
  ///
  /// @rfc 3464 §2.3.4
  int statusClass() {
    return switch (this) {
      case FAILED -> 5;
      case DELAYED -> 4;
      case DELIVERED, RELAYED -> 2;
    };
  }

  String text() {
    return text;
  }
}
