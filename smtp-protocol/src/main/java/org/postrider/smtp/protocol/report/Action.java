// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

/// What was done for a recipient.
///
/// @rfc 3464 §2.3.3
public enum Action {
  /// Given up.
  FAILED("failed"),
  /// Not delivered yet; tried on.
  DELAYED("delayed");

  private final String text;

  Action(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
