// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.Map;
import org.postrider.smtp.protocol.address.Mailbox;

/// What the protocol allows and policy has still to allow.
public sealed interface Question {

  /// May this client go on?
  record Hello(Client client) implements Question {}

  /// May this transaction begin?
  record Sender(Client client, Transaction transaction) implements Question {}

  /// May this recipient be added?
  record Recipient(
      Client client, Transaction transaction, Mailbox mailbox, Map<String, String> parameters)
      implements Question {}
}
