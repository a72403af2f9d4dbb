// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.smtp.protocol.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a reader could not read, on its way to be set aside, and how much of that there is. Any
/// thread.
final class Damage {
  private static final Logger log = LoggerFactory.getLogger(Damage.class);

  private final Committer committer;
  private final InstantSource clock;
  private final AtomicLong count = new AtomicLong();

  Damage(Committer committer, InstantSource clock) {
    this.committer = committer;
    this.clock = clock;
  }

  /// How many records and segments are set aside.
  long count() {
    return count.get();
  }

  void count(long found) {
    count.set(found);
  }

  /// So many were looked at and dropped.
  void dropped(long records) {
    count.addAndGet(-records);
  }

  /// An entry cannot be read.
  void entry(byte[] key, DamagedException e) {
    log.error("an entry of {} is damaged and set aside: {}", Keys.messageOf(key), e.getMessage());
    Aside.Reason why = Aside.Reason.of(clock, e);
    committer.submit(new Chore("set aside", ledger -> count.addAndGet(ledger.setAside(key, why))));
  }

  /// An envelope or the content of a message cannot be read.
  void message(MessageId id, DamagedException e) {
    log.error("the message {} is damaged and set aside: {}", id, e.getMessage());
    Aside.Reason why = Aside.Reason.of(clock, e);
    committer.submit(new Chore("set aside", ledger -> count.addAndGet(ledger.setAside(id, why))));
  }

  /// A due time has no entry that is due then.
  void due(byte[] queueKey) {
    committer.submit(new Chore("drop a due time", ledger -> ledger.dropDue(queueKey)));
  }
}
