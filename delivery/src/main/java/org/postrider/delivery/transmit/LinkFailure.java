// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import org.postrider.smtp.protocol.sender.Result;

/// A session that never opened. `result` is what it means for whoever waited for it.
final class LinkFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Result result;
  private final boolean handshake;

  /// `handshake`: TLS was offered and could not be agreed upon.
  LinkFailure(Result result, boolean handshake) {
    super(result.reply().toString(), null, false, false);
    this.result = result;
    this.handshake = handshake;
  }

  Result result() {
    return result;
  }

  boolean isHandshake() {
    return handshake;
  }
}
