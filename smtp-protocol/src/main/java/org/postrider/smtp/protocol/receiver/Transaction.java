// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;

/// A mail transaction that has begun: what MAIL said, and the recipients taken so far. Immutable; a
/// recipient makes a new value that shares all the others.
///
/// @param sender the reverse-path
/// @param size what SIZE declared, 0 where it was not said
/// @param body what BODY said, 7BIT where it was not said
/// @param smtpUtf8 whether SMTPUTF8 was said
/// @param asked what else MAIL asked for
/// @param parameters all of MAIL's, keywords in upper case
/// @param last the recipient named last, null where there is none yet
/// @rfc 5321 §3.3
public record Transaction(
    ReversePath sender,
    long size,
    Body body,
    boolean smtpUtf8,
    MailParameters asked,
    Map<String, String> parameters,
    @Nullable Named last) {

  /// One recipient and those named before it; `count` of them in all.
  public record Named(Recipient recipient, @Nullable Named before, int count) {}

  /// How many recipients were taken.
  public int count() {
    return last == null ? 0 : last.count;
  }

  /// The recipients in the order they were named.
  public List<Recipient> recipients() {
    Recipient[] all = new Recipient[count()];
    for (Named named = last; named != null; named = named.before) {
      all[named.count - 1] = named.recipient;
    }
    return Arrays.asList(all);
  }

  Transaction with(Recipient recipient) {
    Named named = new Named(recipient, last, count() + 1);
    return new Transaction(sender, size, body, smtpUtf8, asked, parameters, named);
  }
}
