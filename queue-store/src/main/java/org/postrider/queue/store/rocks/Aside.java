// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;

/// A record that was set aside, with when and why.
///
/// @param at null where it was set aside by an earlier Postrider, which did not write that down
/// @param record as it was found
@SuppressWarnings("ArrayRecordComponent") // never compared
record Aside(@Nullable Instant at, String why, byte[] record) {
  /// When and why something is set aside.
  record Reason(Instant at, String why) {
    static Reason of(InstantSource clock, DamagedException e) {
      return new Reason(clock.instant(), String.valueOf(e.getMessage()));
    }
  }

  static byte[] record(byte[] key, Reason reason, byte[] found) {
    Fields out = new Fields(found.length + 64);
    out.instant(reason.at());
    out.text(reason.why());
    out.octets(found);
    return Records.sealed(key, out);
  }

  /// Total: what is no such record was put there as it was found.
  static Aside of(byte[] key, byte[] record) {
    try {
      return Records.read(key, record, in -> new Aside(in.instant(), in.text(), in.octets()));
    } catch (DamagedException e) {
      return new Aside(null, String.valueOf(e.getMessage()), record);
    }
  }

  /// The entry that a record says; null where it says none.
  static @Nullable Entry entry(byte[] key, byte[] record) {
    if (key[0] != Keys.ENTRY) {
      return null;
    }
    try {
      return Records.entry(key, record).entry();
    } catch (DamagedException e) {
      return null; // it is being set aside for that
    }
  }

  /// Where the octets of its message are, as far as the record can tell.
  static Records.@Nullable Stored content(byte[] key, byte[] record) {
    try {
      return key[0] == Keys.MESSAGE
          ? Records.message(key, record).content()
          : Records.entry(key, record).content();
    } catch (DamagedException e) {
      return null; // another record of the message may tell
    }
  }
}
