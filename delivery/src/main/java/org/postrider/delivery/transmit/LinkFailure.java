// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

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

  /// Whether it is for want of TLS, or of proof, that there is no session.
  boolean isOfTls() {
    return result.stage() == Stage.TLS;
  }

  /// The same where the sender wants TLS or else his mail back: what we lack of it ourselves is
  /// lacked for good. A host that has none now, as it says, may have it later.
  ///
  /// @rfc 8689 §4.2.1
  LinkFailure forGood() {
    Reply reply = result.reply();
    if (!isOfTls() || result.spoken() || reply.isPermanent()) {
      return this;
    }
    String text = "the sender wants TLS all the way, but " + String.join(" ", reply.lines());
    return new LinkFailure(new Result(Stage.TLS, Reply.of(550, "5.7.10", text), false), handshake);
  }

  /// The same in words that say which policy wants TLS; `""`: only the plain word of a route does.
  LinkFailure by(String policy) {
    Reply reply = result.reply();
    String text = String.join(" ", reply.lines());
    if (policy.isEmpty() || text.startsWith(policy)) {
      return this;
    }
    String status = String.valueOf(reply.status());
    Reply words = Reply.of(reply.code(), status, policy + ": " + text);
    return new LinkFailure(new Result(Stage.TLS, words, result.spoken()), handshake);
  }
}
