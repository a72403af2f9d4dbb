// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.Locale;

/// What plug-ins are asked about.
public enum Question {
  /// A client that has connected.
  CONNECTION,
  /// EHLO or HELO.
  HELLO,
  /// A name and a password.
  PASSWORD,
  /// A name, for SCRAM.
  SCRAM,
  /// MAIL.
  MAIL,
  /// RCPT: may it be taken at all?
  RELAY,
  /// RCPT that may be taken.
  RECIPIENT,
  /// A whole message.
  MESSAGE,
  /// An accepted message that is taken up.
  QUEUED,
  /// An attempt to deliver.
  ATTEMPT,
  /// What would become of mail, for an operator.
  EXPLAIN,
  /// How an attempt ended for a recipient: told, and no answer awaited.
  OUTCOME;

  /// What logs and metrics call it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
