// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// A transaction with a recipient; made by [Transaction#recipient].
public final class Addressed {
  private final PluginHarness harness;
  private final Recipient last;
  private final List<Mailbox> all;

  Addressed(PluginHarness harness, Recipient last, List<Mailbox> all) {
    this.harness = harness;
    this.last = last;
    this.all = all;
  }

  /// One more recipient; the questions are about this one from now on.
  public Addressed recipient(String mailbox) {
    Mailbox parsed = Mailbox.parse(mailbox);
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
    Submitted submitted =
        new Submitted(MessageId.parse("0".repeat(26)), last.mail(), all, Content.of(octets));
    return Asking.content(harness.installed().message, submitted);
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
