// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import org.jspecify.annotations.Nullable;

/// What a filter can be told of, in the order of a session.
enum Stage {
  CONNECT('C', 0x1, 0x1000, 0),
  HELO('H', 0x2, 0x2000, 1),
  MAIL('M', 0x4, 0x4000, 2),
  RCPT('R', 0x8, 0x8000, 3),
  DATA('T', 0x200, 0x1_0000, 4),
  HEADER('L', 0x20, 0x80, -1),
  END_OF_HEADER('N', 0x40, 0x4_0000, 6),
  BODY('B', 0x10, 0x8_0000, -1),
  END_OF_MESSAGE('E', 0, 0, 5);

  static final char NEGOTIATION = 'O';
  static final char MACROS = 'D';
  static final char ABORT = 'A';
  static final char QUIT = 'Q';

  private final char letter;
  private final int unwanted;
  private final int unanswered;
  private final int macros;

  Stage(char letter, int unwanted, int unanswered, int macros) {
    this.letter = letter;
    this.unwanted = unwanted;
    this.unanswered = unanswered;
    this.macros = macros;
  }

  /// The stage for which macros are chosen under this number; null where there is none.
  static @Nullable Stage ofMacros(int number) {
    for (Stage stage : values()) {
      if (stage.macros == number && number >= 0) {
        return stage;
      }
    }
    return null;
  }

  /// What a packet of this stage begins with.
  char letter() {
    return letter;
  }

  /// The bit by which a filter says that it does not want this.
  int unwanted() {
    return unwanted;
  }

  /// The bit by which a filter says that it does not answer this.
  int unanswered() {
    return unanswered;
  }

  /// Whether a message is on its way at this stage.
  boolean isWithinMessage() {
    return compareTo(MAIL) >= 0;
  }
}
