// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What either side says at a time: one letter, and what belongs to it. Immutable.
///
/// @param kind the letter
/// @param data its octets; not copied, not to be changed
@SuppressWarnings("ArrayRecordComponent") // never compared
record Packet(char kind, byte[] data) {
  /// Most octets of data in a packet that is sent.
  static final int MOST_DATA = 65_535;

  /// A packet of texts, each ended by NUL.
  static Packet of(char kind, String... texts) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (String text : texts) {
      data.writeBytes(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8));
      data.write(0);
    }
    return new Packet(kind, data.toByteArray());
  }

  /// As it goes over the wire: length, letter, data.
  ByteBuffer octets() {
    ByteBuffer octets = ByteBuffer.allocate(5 + data.length);
    return octets.putInt(1 + data.length).put((byte) kind).put(data).flip();
  }

  /// Its data from `from`, as texts that NUL ends; what stands behind the last NUL is one too.
  List<String> texts(int from) {
    List<String> texts = new ArrayList<>();
    int begin = from;
    for (int at = from; at < data.length; at++) {
      if (data[at] == 0) {
        texts.add(Text.decoded(Arrays.copyOfRange(data, begin, at)));
        begin = at + 1;
      }
    }
    if (begin < data.length) {
      texts.add(Text.decoded(Arrays.copyOfRange(data, begin, data.length)));
    }
    return texts;
  }

  /// The number that its data begins with at `from`.
  int number(int from) {
    return ByteBuffer.wrap(data).getInt(from);
  }
}
