// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import org.postrider.smtp.protocol.message.MessageId;

/// How the queue names an entry: message id, `/`, number. In order of acceptance. Immutable.
public record EntryName(MessageId message, int number) implements Comparable<EntryName> {
  /// Reads the text form; throws `IllegalArgumentException` for anything else.
  public static EntryName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no name of an entry: " + text);
    }
    int number = Integer.parseInt(text, slash + 1, text.length(), 10);
    if (number < 0) {
      throw new IllegalArgumentException("no name of an entry: " + text);
    }
    return new EntryName(MessageId.parse(text.substring(0, slash)), number);
  }

  @Override
  public int compareTo(EntryName other) {
    int order = message.compareTo(other.message);
    return order != 0 ? order : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return message + "/" + number;
  }
}
