// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;

/// A transaction with a recipient; made by [Transaction#recipient].
public final class Addressed {
  private static final MessageId ID = MessageId.parse("0".repeat(26));

  private final PluginHarness harness;
  private final Recipient last;
  private final List<Mailbox> all;

  Addressed(PluginHarness harness, Recipient last, List<Mailbox> all) {
    this.harness = harness;
    this.last = last;
    this.all = all;
  }

  /// One more recipient, written as the first; the questions are about this one from now on.
  public Addressed recipient(String mailbox) {
    Mailbox parsed = Paths.mailbox(mailbox);
    List<Mailbox> more = new ArrayList<>(all);
    more.add(parsed);
    return new Addressed(harness, new Recipient(last.mail(), parsed, Map.of()), more);
  }

  /// Whether the plug-in lets the last recipient be relayed.
  public Relay relay() {
    return Asking.relay(harness.installed().relay, last);
  }

  /// What the plug-in says to the last recipient.
  public Verdict verdict() {
    return Asking.verdict(harness.installed().recipient, last);
  }

  /// What the plug-in says to a whole message for all recipients; `text` with CR LF line ends.
  public ContentVerdict message(String text) {
    return message(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The same with octets.
  public ContentVerdict message(byte[] octets) {
    Submitted submitted = new Submitted(ID, last.mail(), all, Content.of(octets));
    return Asking.content(harness.installed().message, submitted);
  }

  /// What the plug-in says when a message for all recipients is taken up to be delivered; `text`
  /// with CR LF line ends.
  public Queued.Verdict queued(String text) {
    return Asking.verdict(harness.installed().queued, waiting(all, text), Verdict.pass());
  }

  /// What it says before the `number`th attempt for the last recipient, which would go to `hops`; a
  /// hop is `name:port`, a directory, or `discard`.
  public Attempt.Verdict attempt(int number, String... hops) {
    Queued message = waiting(List.of(last.mailbox()), "Subject: x\r\n\r\nhello\r\n");
    Attempt question =
        new Attempt(message, last.mailbox().domain().key(), number, "", List.of(hops));
    return Asking.verdict(harness.installed().attempt, question, Verdict.pass());
  }

  /// What it says would become of mail for the last recipient.
  public Explain.Course explain() {
    Explain question = new Explain(last.mail().sender(), last.mailbox(), last.mail().account());
    return Asking.verdict(harness.installed().explain, question, question.unchanged());
  }

  /// Tells it how a first attempt for the last recipient has ended, with the next hop's reply, of
  /// which nothing more is known.
  public void outcome(Told.Ending ending, Reply reply) {
    boolean tried = ending == Told.Ending.DEFERRED || ending == Told.Ending.FAILED;
    outcome(ending, reply, tried ? FailureClass.OTHER : null);
  }

  /// The same with what keeps the mail, for one that was deferred or has failed; else null.
  public void outcome(Told.Ending ending, Reply reply, @Nullable FailureClass failure) {
    Instant now = harness.installed().clock().instant();
    Asking.tell(
        harness.installed().outcome,
        new Told.Attempted(
            ID,
            last.mail().sender(),
            last.mailbox(),
            ending,
            1,
            "mx.example[192.0.2.25]:25",
            "",
            "none",
            reply,
            failure,
            reply.toString(),
            ending == Told.Ending.DEFERRED ? now.plus(Duration.ofMinutes(1)) : null,
            Duration.ZERO));
  }

  private Queued waiting(List<Mailbox> recipients, String text) {
    return new Queued(
        ID,
        harness.installed().clock().instant(),
        last.mail().sender(),
        recipients,
        last.mail().account(),
        "unknown[" + client() + "]",
        Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String client() {
    return last.mail().hello().connection().client().getAddress().getHostAddress();
  }

  /// The message as it would be kept after what the plug-in says to it, without our trace field;
  /// `text` with CR LF line ends. Throws an [AssertionError] where the message would not be taken.
  public String amended(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ContentVerdict verdict = message(octets);
    if (verdict.equals(Verdict.pass())) {
      return text;
    }
    if (!(verdict instanceof ContentVerdict.Amend(List<Change> changes))) {
      throw new AssertionError("the message would not be taken: " + verdict);
    }
    return new String(Amending.amended(octets, changes), StandardCharsets.UTF_8);
  }
}
