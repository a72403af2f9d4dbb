// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// Something about a spool that is not as it should be.
///
/// @param kind what it is
/// @param where the record or records, for people
/// @param message the one it is about; null where that is not known
/// @param detail what was found, for people
public record Finding(Kind kind, String where, @Nullable MessageId message, String detail) {

  /// What may be found.
  public enum Kind {
    /// A record does not say what was written to it.
    DAMAGED(true, "is set aside when it is next read; then see postrider queue damaged"),
    /// Octets of a message are missing.
    CONTENT_MISSING(true, "ask the author to send again, then postrider queue delete"),
    /// A message is there that nobody waits for.
    MESSAGE_WITHOUT_ENTRY(false, "takes space only; no recipient waits for it"),
    /// Recipients wait for a message that is not there.
    ENTRY_WITHOUT_MESSAGE(true, "ask the author to send again, then postrider queue delete"),
    /// Octets are there that belong to no message.
    CONTENT_WITHOUT_MESSAGE(false, "takes space only; they belong to nothing that was accepted"),
    /// Something is due that does not wait, or at another time.
    DUE_WITHOUT_ENTRY(false, "goes by itself when its time comes"),
    /// Recipients wait for a time that will not come.
    ENTRY_WITHOUT_DUE(true, "postrider queue retry gives it a time again"),
    /// What is counted is not what is there.
    COUNTS_OFF(false, "what waits is counted afresh by the check; octets only cost space"),
    /// A record of a kind that is not known.
    UNKNOWN(true, "was it written by a later Postrider? Do not let an earlier one near it");

    private final boolean isDamage;
    private final String advice;

    Kind(boolean isDamage, String advice) {
      this.isDamage = isDamage;
      this.advice = advice;
    }

    /// Whether mail is lost or stuck; else it is a leak, which costs space or exactness only.
    public boolean isDamage() {
      return isDamage;
    }

    /// What comes of it or what to do about it, for people.
    public String advice() {
      return advice;
    }
  }
}
