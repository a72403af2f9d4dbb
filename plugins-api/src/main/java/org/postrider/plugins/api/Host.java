// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What the gateway offers a plug-in while it is installed, and afterwards. Implemented only by the
/// gateway (and the harness), so it may grow. Any thread.
///
/// Where several plug-ins answer one kind of question, they are asked in the order of the
/// configuration, and the first that does not pass decides.
public interface Host {
  /// The plug-in's own block of the configuration.
  Settings settings();

  /// How long one answer may take, as the configuration says; what an answer waits for should be
  /// given less.
  Duration deadline();

  /// The time; the only clock a plug-in should read.
  InstantSource clock();

  /// DNS.
  Lookup lookup();

  /// What the plug-in remembers between questions, and nobody else sees.
  Memory memory();

  /// Counters that appear in the metrics under the plug-in's name.
  Meter meter();

  /// The log, under the plug-in's name.
  System.Logger logger();

  /// To be done when this plug-in is no longer asked: after a reload, when the last session that
  /// began under it has ended, and at the stop. It has five seconds; what the plug-in has opened or
  /// started has to end with it.
  void onUnload(Runnable end);

  /// A client has connected; asked before the greeting.
  void onConnection(Answer<Connection, Verdict> answer);

  /// A client said EHLO or HELO.
  void onHello(Answer<Hello, Verdict> answer);

  /// A client claims to be somebody and shows a password or an API key. An empty answer means that
  /// this plug-in does not know the name; when nobody does, authentication fails.
  void onPassword(Answer<PasswordCheck, Optional<Login>> answer);

  /// The verifier for a SCRAM exchange; empty where the account is not known here. Asking also for
  /// names that do not exist is the gateway's habit, so that their number stays unknown.
  void onScram(Answer<ScramLookup, Optional<ScramVerifier>> answer);

  /// A transaction begins.
  void onMail(Answer<Mail, Verdict> answer);

  /// May this recipient be taken at all? Asked for every recipient before [#onRecipient]: one
  /// [Relay#ALLOW] suffices, a [Relay#DENY] is final, and where nobody allows it is refused.
  void onRelay(Answer<Recipient, Relay> answer);

  /// A recipient that may be relayed is named.
  void onRecipient(Answer<Recipient, Verdict> answer);

  /// A message has arrived whole and is not yet accepted.
  void onMessage(Answer<Submitted, ContentVerdict> answer);

  /// Adds a command for the operator: `postrider NAME …` runs it in a process of its own, with the
  /// same configuration, whether or not the server runs.
  void onCommand(OperatorCommand command);
}
