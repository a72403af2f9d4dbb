// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// What looks after a spool: is it whole, and what was set aside. Any thread that may block;
/// deliveries go on meanwhile.
public interface Upkeep {
  /// Which layout the spool is kept in, for people, such as `disk 1` or `memory`.
  String format();

  /// Walks every record, changing nothing, in steps that hold nothing between them; `progress`
  /// hears of each and may slow the walk down. Memory is bounded whatever the spool holds.
  CheckReport check(Progress progress) throws IOException;

  /// A page of at most `most` of what was set aside, after `page` (null: the first).
  Damaged.Page damaged(@Nullable String page, int most) throws IOException;

  /// The octets of what was set aside under a key, as they were found; empty where there is none.
  Optional<byte[]> record(String key) throws IOException;

  /// Forgets what was set aside of a message, and its content where nothing else of the message is
  /// left; how many records those were.
  long drop(MessageId message) throws IOException;
}
