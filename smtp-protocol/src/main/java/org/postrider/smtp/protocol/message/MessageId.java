// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// What one accepted message is called in store, log, trace field and command line: 128 bits, the
/// first 48 the milliseconds of its making, so that ids sort by time; the rest tells apart what
/// many nodes make in one millisecond. Not the `Message-ID` field, which belongs to the author.
///
/// The text form is 26 characters of Crockford's base 32, in the same order. Immutable.
public record MessageId(long high, long low) implements Comparable<MessageId> {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /// An id for a moment and 80 random bits, of which `random16` gives 16 and `random64` the rest.
  public static MessageId of(long epochMillis, int random16, long random64) {
    return new MessageId((epochMillis << 16) | (random16 & 0xffff), random64);
  }

  /// A new id for a moment.
  public static MessageId draw(Instant at, RandomGenerator random) {
    return of(at.toEpochMilli(), random.nextInt(), random.nextLong());
  }

  /// Reads the text form; throws `IllegalArgumentException` for anything else.
  public static MessageId parse(String text) {
    if (text.length() != 26) {
      throw new IllegalArgumentException("a message id has 26 characters: " + text);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 26; i++) {
      int digit = DIGITS.indexOf(Character.toUpperCase(text.charAt(i)));
      if (digit < 0 || (i == 0 && digit > 7)) {
        throw new IllegalArgumentException("no message id: " + text);
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    return new MessageId(high, low);
  }

  /// The moment the id was made, in milliseconds since 1970.
  public long epochMillis() {
    return high >>> 16;
  }

  @Override
  public int compareTo(MessageId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    char[] text = new char[26];
    long h = high;
    long l = low;
    for (int i = 25; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (l & 31));
      l = (l >>> 5) | (h << 59);
      h >>>= 5;
    }
    return new String(text);
  }
}
