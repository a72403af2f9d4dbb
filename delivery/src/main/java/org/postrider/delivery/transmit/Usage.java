// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.util.HashSet;
import java.util.Set;
import org.postrider.smtp.protocol.extension.Limits;
import org.postrider.smtp.protocol.sender.Transaction;

/// What a session was used for. Any thread.
final class Usage {
  private int transactions;
  private final Set<String> domains = new HashSet<>();

  /// Counts a transaction.
  synchronized void begin(Transaction transaction) {
    transactions++;
    transaction.recipients().forEach(each -> domains.add(each.mailbox().domain().key()));
  }

  /// Whether there may be another transaction, of `most` in all, with a host that has said
  /// `limits`.
  synchronized boolean hasRoom(int most, Limits limits) {
    return transactions < most && (limits.mails() == 0 || transactions < limits.mails());
  }

  /// Whether recipients of a domain (its key) may be named to a host that has said `limits`.
  ///
  /// @rfc 9422 §4.3
  synchronized boolean allows(String domain, Limits limits) {
    return limits.domains() == 0 || domains.size() < limits.domains() || domains.contains(domain);
  }
}
