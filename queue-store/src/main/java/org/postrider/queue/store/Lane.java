// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;

/// Which of the queues of a destination an entry stands in. There is one for each priority and each
/// flow: senders share the flows by lot, so that one who sends much keeps those of his flow waiting
/// and nobody else. Immutable.
///
/// @param priority from -9 to 9; the higher goes first (RFC 6710 §5)
/// @param flow from 0 to [#FLOWS] - 1
public record Lane(int priority, int flow) {
  /// How many flows there are.
  public static final int FLOWS = 64;

  /// The one of mail of no priority that has no sender.
  public static final Lane USUAL = new Lane(0, 0);

  private static final int MOST_PRIORITY = 9;

  /// Checks the ranges.
  public Lane {
    if (Math.abs(priority) > MOST_PRIORITY || flow < 0 || flow >= FLOWS) {
      throw new IllegalArgumentException("no lane: priority " + priority + ", flow " + flow);
    }
  }

  /// That of all entries of a message: by its priority, and by who authenticated, or else by the
  /// domain of its sender. What has no sender shares one flow.
  public static Lane of(Envelope envelope) {
    return new Lane(
        envelope.asked().priority(), flow(envelope.account(), envelope.sender().mailbox()));
  }

  private static int flow(String account, @Nullable Mailbox sender) {
    if (!account.isEmpty()) {
      return Math.floorMod(account.hashCode(), FLOWS);
    }
    return sender == null ? 0 : Math.floorMod(sender.domain().key().hashCode(), FLOWS);
  }

  /// What the queue of this lane to a destination is called; that of [#USUAL] is called as the
  /// destination is, all others so that no destination is.
  String queue(String destination) {
    return equals(USUAL) ? destination : destination + ' ' + priority + '.' + flow;
  }

  /// The destination that a queue of this name leads to.
  static String destination(String queue) {
    int blank = queue.indexOf(' ');
    return blank < 0 ? queue : queue.substring(0, blank);
  }
}
