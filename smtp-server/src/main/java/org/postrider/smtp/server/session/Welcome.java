// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import org.postrider.plugins.api.Refusal;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.policy.Ruling;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;

/// How a client is let in: past the door, under TLS where that is there from the first octet, and
/// with a greeting unless policy refuses it. Confined to the connection's event loop.
///
/// @rfc 5321 §3.1
final class Welcome {
  private final Session session;
  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Questions questions;
  private final InetAddress address;
  private boolean inside;

  Welcome(Session session, ServerWire wire, Premises premises, Terms terms, Questions questions) {
    this.session = session;
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    this.questions = questions;
    address = wire.client().getAddress();
  }

  /// The connection is there.
  void opened() {
    Reply full = premises.door().enter(address, terms.limits());
    inside = full == null;
    ServerTls tls = terms.tls();
    if (full != null && terms.isImplicitTls()) {
      session.tell("connection", null, full, "", "");
      wire.abort(); // before TLS there is no way to say it
    } else if (full != null) {
      session.end("connection", full);
    } else if (tls != null && terms.isImplicitTls()) {
      session.secure(tls, null);
    } else {
      greet();
    }
  }

  /// Asks policy, and greets the client or sends it away.
  void greet() {
    session.pause();
    questions.putConnection(this::greet);
  }

  private void greet(Ruling ruling) {
    if (wire.isClosing()) {
      return;
    }
    session.greeted();
    switch (ruling) {
      case Ruling.Passed _ -> wire.say(terms.receiver().greeting());
      case Ruling.Refused(Refusal refusal, String by) -> {
        Reply greeting = Farewells.insteadOfGreeting(refusal.reply());
        wire.say(greeting);
        session.tell("connection", null, greeting, by, refusal.detail());
        session.bye(true);
        return;
      }
    }
    session.resume();
  }

  /// The connection is over.
  void closed() {
    if (inside) {
      premises.door().leave(address);
    }
  }
}
