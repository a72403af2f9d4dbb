// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// The fields of a record, one after the other: numbers in base 128, lowest digit first, texts and
/// octets after their length. Either written or read.
final class Fields {
  private byte[] record;
  private int at = Records.HEADER;

  /// To be written.
  Fields(int about) {
    record = new byte[Records.HEADER + about];
  }

  /// To be read.
  Fields(byte[] record) {
    this.record = record;
  }

  private void room(int more) {
    if (more > record.length - at) {
      record = Arrays.copyOf(record, Math.max(at + more, 2 * record.length));
    }
  }

  void octet(int value) {
    room(1);
    record[at++] = (byte) value;
  }

  void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      record[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    record[at++] = (byte) rest;
  }

  void instant(Instant value) {
    number(value.getEpochSecond());
    number(value.getNano());
  }

  void text(String value) {
    octets(value.getBytes(StandardCharsets.UTF_8));
  }

  void octets(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, record, at, value.length);
    at += value.length;
  }

  /// What was written, with room for the header.
  byte[] record() {
    return Arrays.copyOf(record, at);
  }

  int octet() throws DamagedException {
    if (at == record.length) {
      throw new DamagedException("a record that is cut off");
    }
    return record[at++] & 0xff;
  }

  long number() throws DamagedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int digit = octet();
      value |= (digit & 0x7fL) << shift;
      if (digit < 0x80) {
        return value;
      }
    }
    throw new DamagedException("a number that does not end");
  }

  int count(int most) throws DamagedException {
    long value = number();
    if (value < 0 || value > most) {
      throw new DamagedException("a count out of range: " + value);
    }
    return (int) value;
  }

  private int length() throws DamagedException {
    int length = count(record.length);
    if (length > record.length - at) {
      throw new DamagedException("a record that is cut off");
    }
    return length;
  }

  Instant instant() throws DamagedException {
    return Instant.ofEpochSecond(number(), number());
  }

  String text() throws DamagedException {
    int length = length();
    at += length;
    return new String(record, at - length, length, StandardCharsets.UTF_8);
  }

  byte[] octets() throws DamagedException {
    int length = length();
    at += length;
    return Arrays.copyOfRange(record, at - length, at);
  }
}
