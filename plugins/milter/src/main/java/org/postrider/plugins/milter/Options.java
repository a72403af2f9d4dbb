// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What was agreed with a filter before its first question. Immutable.
///
/// @param actions what it may change, as bits
/// @param steps what it wants to hear and answer, as bits
/// @param macros the macros it wants, where it has said so
record Options(int actions, int steps, Map<Stage, List<String>> macros) {
  static final int ADD_HEADERS = 0x01;
  static final int CHANGE_BODY = 0x02;
  static final int ADD_RECIPIENTS = 0x04;
  static final int DELETE_RECIPIENTS = 0x08;
  static final int CHANGE_HEADERS = 0x10;
  static final int QUARANTINE = 0x20;
  static final int CHANGE_SENDER = 0x40;
  static final int ADD_RECIPIENTS_WITH_PARAMETERS = 0x80;
  private static final int ALL_ACTIONS = 0x1ff; // with the choice of macros

  static final int LEADING_SPACE = 0x10_0000;
  private static final int SKIP = 0x400;
  private static final int REFUSED_RECIPIENTS = 0x800; // which are not for a filter to see here

  /// With the bits by which a filter says that it hears nothing of unknown commands, of which none
  /// is told, and answers nothing to them.
  private static final int ALL_STEPS = 0x1f_ffff & ~REFUSED_RECIPIENTS;

  private static final int NEWEST = 6;
  private static final int OLDEST = 2;

  /// Agrees with a filter that was just connected to.
  static Options negotiate(Link link) throws IOException {
    ByteBuffer offer = ByteBuffer.allocate(12).putInt(NEWEST).putInt(ALL_ACTIONS).putInt(ALL_STEPS);
    link.send(new Packet(Stage.NEGOTIATION, offer.array()));
    Packet answer = link.receive();
    if (answer.kind() != Stage.NEGOTIATION || answer.data().length < 12) {
      throw new IOException("it does not speak the milter protocol");
    }
    int version = answer.number(0);
    int actions = answer.number(4);
    int steps = answer.number(8);
    if (version < OLDEST || version > NEWEST) {
      throw new IOException("it speaks version " + version + " of the milter protocol");
    }
    if ((actions & ~ALL_ACTIONS) != 0 || (steps & ~ALL_STEPS) != 0) {
      throw new IOException(
          "it wants more than was offered: actions %x, steps %x".formatted(actions, steps));
    }
    return new Options(actions, steps, macros(answer));
  }

  /// Lists of macros stand behind the bits: the number of a stage, and names parted by blanks.
  private static Map<Stage, List<String>> macros(Packet answer) throws IOException {
    Map<Stage, List<String>> macros = new EnumMap<>(Stage.class);
    int at = 12;
    while (at + 4 < answer.data().length) {
      int number = answer.number(at);
      Stage stage = Stage.ofMacros(number);
      if (stage == null) {
        throw new IOException("it names macros for a stage that is none: " + number);
      }
      int end = at + 4;
      while (end < answer.data().length && answer.data()[end] != 0) {
        end++;
      }
      String names = new String(answer.data(), at + 4, end - at - 4, StandardCharsets.US_ASCII);
      macros.put(stage, List.of(names.strip().split("[ ,]+")));
      at = end + 1;
    }
    return macros;
  }

  /// Whether it wants to be told of this.
  boolean wants(Stage stage) {
    return (steps & stage.unwanted()) == 0;
  }

  /// Whether it answers what it is told of.
  boolean answers(Stage stage) {
    return (steps & stage.unanswered()) == 0;
  }

  boolean maySkip() {
    return (steps & SKIP) != 0;
  }

  /// Whether the white space behind a field's colon is said and heard as it is.
  boolean hasLeadingSpace() {
    return (steps & LEADING_SPACE) != 0;
  }

  /// Throws unless all of these actions were agreed on.
  void check(int action) throws IOException {
    if ((actions & action) == 0) {
      throw new IOException("it does what it has not asked for: action %x".formatted(action));
    }
  }
}
