// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.time.Instant;
import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// A message that was accepted and waits to be delivered. `recipients` are those that wait, and
/// `account` is who authenticated, or `""`. `client` is where it came from, for people:
/// `name[address]`, `plug-in NAME`, or `""` for a notification of our own. `content` has our own
/// trace field first; it may be opened only until the answer is given.
public record Queued(
    MessageId id,
    Instant accepted,
    ReversePath sender,
    List<Mailbox> recipients,
    String account,
    String client,
    Content content) {
  /// What [#client] begins with where a plug-in has submitted the message; its name follows.
  public static final String PLUGIN = "plug-in ";

  /// Copies the list.
  public Queued {
    recipients = List.copyOf(recipients);
  }

  /// The plug-in that has submitted the message, or `""`.
  public String plugin() {
    return client.startsWith(PLUGIN) ? client.substring(PLUGIN.length()) : "";
  }

  /// What may be said of it: no objection, a refusal for now (it is asked about again later) or for
  /// good (the author is told), thrown away, or held for an operator.
  public sealed interface Verdict extends Attempt.Verdict
      permits org.postrider.plugins.api.Verdict, ContentVerdict.Discard, ContentVerdict.Hold {}
}
