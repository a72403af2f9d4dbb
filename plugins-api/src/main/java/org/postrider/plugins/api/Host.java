// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

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

  /// An accepted message is taken up for the first time, before anything of it is delivered. Asked
  /// once for each message, and again after an answer that refuses for now; a restart, or an hour
  /// between its destinations, may bring the question again.
  void onQueued(Answer<Queued, Queued.Verdict> answer);

  /// A message is about to be given to its next hop; asked before every attempt, and by `postrider
  /// explain` about one that is not made.
  void onAttempt(Answer<Attempt, Attempt.Verdict> answer);

  /// An operator asks what would become of mail: for plug-ins that put others in a recipient's
  /// place. Nothing may follow from the question.
  void onExplain(Answer<Explain, Explain.Course> answer);

  /// Hears how each recipient fared in each attempt, once that is on record. Nothing waits for the
  /// listener, and so it may miss some: where too many wait for it, it is too often late or broken,
  /// or the process ends.
  void onOutcome(Told.Listener<Told.Attempted> listener);

  /// Puts a new message into the queue, and waits until it is there to stay: header section, empty
  /// line and body. Its trace field is ours, and so are Date and Message-ID where it has none; a CR
  /// or LF alone becomes a line end. No plug-in is asked whether it may be taken, and the one that
  /// submits it neither about its delivery, nor told.
  ///
  /// Throws `IOException` where it is not taken now: no room, too large, too many hops behind it,
  /// more than the plug-in may submit (`submits-per-hour`), the gateway has not started. Throws
  /// `IllegalArgumentException` without a recipient, or where the content holds NUL or has no
  /// header section. In shadow all this is checked, and nothing is put into the queue. Blocks, so
  /// never to be called from a pure answer.
  MessageId submit(ReversePath sender, List<Mailbox> recipients, Content content)
      throws IOException;

  /// Adds a command for the operator: `postrider NAME …` runs it in a process of its own, with the
  /// same configuration, whether or not the server runs.
  void onCommand(OperatorCommand command);
}
