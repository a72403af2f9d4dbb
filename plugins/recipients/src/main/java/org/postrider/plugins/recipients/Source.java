// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.address.Mailbox;

/// Somebody who may know a recipient. Any thread.
@FunctionalInterface
interface Source {
  /// Whether this recipient exists; an `IOException` means that nobody can say now.
  boolean knows(Recipient recipient) throws IOException, InterruptedException;

  /// An address as it is asked for: the local part as it is meant, without quotes, and the domain
  /// in lower case, in A-labels.
  static String address(Mailbox mailbox) {
    return mailbox.local().value() + "@" + mailbox.domain().key();
  }
}
