// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import org.postrider.smtp.protocol.reply.Reply;

/// The last replies of sessions that end before the client has said QUIT.
final class Farewells {
  static final Reply STALLED = Reply.of(421, "4.4.2", "Timed out; closing");
  static final Reply LASTED_TOO_LONG =
      Reply.of(421, "4.4.2", "This session has lasted too long; closing");
  static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors; closing");
  static final Reply SHUTTING_DOWN = Reply.of(421, "4.3.2", "Shutting down; closing");

  /// Octets in the clear came where TLS was to begin.
  static final Reply INJECTED =
      Reply.of(503, "5.5.1", "Nothing may follow STARTTLS before its reply; closing");

  /// Told of only: after a failed handshake there is no way to say it.
  static final Reply NOT_SECURED = Reply.of(421, "4.7.0", "The TLS handshake failed; closing");

  /// Told of only: who does not begin with a PROXY header may not know what a reply is.
  static final Reply NOT_INTRODUCED = Reply.of(421, "4.7.0", "No PROXY header; closing");

  private Farewells() {}

  /// What a client hears instead of the greeting, where policy refuses it.
  ///
  /// @rfc 5321 §3.1
  static Reply insteadOfGreeting(Reply refusal) {
    return new Reply(refusal.isTransient() ? 421 : 554, refusal.status(), refusal.lines());
  }
}
