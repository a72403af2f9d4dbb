// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ClientSession;
import org.postrider.plugins.api.Refusal;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.policy.Ruling;
import org.postrider.smtp.wire.ProxyHeader;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;

/// How a client is let in: past the door, by its own address where a proxy is in between, under TLS
/// where that is there from the first octet, and with a greeting unless policy refuses it. Confined
/// to the connection's event loop.
///
/// @rfc 5321 §3.1
final class Welcome {
  private final Session session;
  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Questions questions;
  private boolean inside;
  private @Nullable InetAddress counted;

  Welcome(Session session, ServerWire wire, Premises premises, Terms terms, Questions questions) {
    this.session = session;
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    this.questions = questions;
  }

  /// The connection is there.
  void opened() {
    Reply full = premises.door().enter(terms.limits());
    inside = full == null;
    if (full != null) {
      turnAway(full);
    } else if (terms.listener().trust().isProxy(wire.client().getAddress())) {
      session.waitFor(terms.limits().handshakeTimeout());
      wire.awaitProxyHeader(this::introduced, this::notIntroduced);
    } else {
      trustAndAdmit();
    }
  }

  private void introduced(ProxyHeader header) {
    questions.introduced(header);
    trustAndAdmit();
  }

  private void notIntroduced(String why) {
    session.tell("connection", null, Farewells.NOT_INTRODUCED, "", why);
    wire.abort();
  }

  /// Whose word is taken is decided here once: no XCLIENT changes who may say XCLIENT.
  private void trustAndAdmit() {
    InetAddress client = questions.connection().client().getAddress();
    session.receiveBy(terms.receiver(client, TlsChannel.of(wire)));
    admit();
  }

  /// The client has said that the session is another one's, which begins now.
  void introduced(Map<String, String> attributes, ClientSession fresh) {
    release();
    questions.introduced(attributes, fresh);
    admit();
  }

  private void admit() {
    InetAddress address = questions.connection().client().getAddress();
    Reply tooMany = premises.door().count(address, terms.limits());
    ServerTls tls = terms.tls();
    if (tooMany != null) {
      turnAway(tooMany);
      return;
    }
    counted = address;
    if (tls != null && isBeforeTls()) {
      session.secure(tls, null);
    } else {
      greet();
    }
  }

  /// Whether TLS is to begin before anything is said.
  private boolean isBeforeTls() {
    return terms.isImplicitTls() && questions.connection().tls().isEmpty();
  }

  private void turnAway(Reply why) {
    if (isBeforeTls()) {
      session.tell("connection", null, why, "", "");
      wire.abort(); // before TLS there is no way to say it
    } else {
      session.end("connection", why);
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
      case Ruling.Passed _ -> wire.say(session.receiver().greeting());
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
    release();
    if (inside) {
      premises.door().leave();
    }
  }

  private void release() {
    InetAddress address = counted;
    if (address != null) {
      premises.door().release(address);
      counted = null;
    }
  }
}
