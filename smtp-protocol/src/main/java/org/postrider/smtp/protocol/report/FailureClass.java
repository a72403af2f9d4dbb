// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import java.util.Locale;

/// What keeps a message from a recipient, as far as it can be told: for the author, who wants to
/// know what to do, and for the operator, who wants to know how much of what there is.
public enum FailureClass {
  /// There is no such mailbox.
  BAD_MAILBOX,
  /// There is no such mail domain, or it takes no mail.
  BAD_DOMAIN,
  /// The mailbox was closed, or has moved.
  MAILBOX_OFF,
  /// The mailbox is full.
  MAILBOX_FULL,
  /// The sender's own address is not taken.
  BAD_SENDER,
  /// The message does not prove that it comes from where it says: SPF, DKIM, DMARC, PTR.
  SENDER_UNPROVED,
  /// The message is taken for spam, or for something harmful.
  SPAM,
  /// Our host is on a list of those whose mail is not taken.
  BLOCK_LIST,
  /// Some other rule of the next hop.
  POLICY,
  /// The next hop takes no more for now.
  THROTTLED,
  /// The message is too big.
  TOO_BIG,
  /// The next hop cannot take what is in the message.
  CONTENT,
  /// DNS does not say where the mail goes.
  DNS,
  /// Nobody answers.
  NETWORK,
  /// The connection is not as secure as it has to be.
  TLS,
  /// The next hop is not the right one, or mail goes in a circle.
  ROUTING,
  /// The two sides do not understand each other.
  PROTOCOL,
  /// A host has a problem of its own.
  SYSTEM,
  /// A host further on has tried for too long.
  EXPIRED,
  /// Nothing of what is said helps.
  OTHER;

  /// How logs, metrics, reports and rules call it.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
