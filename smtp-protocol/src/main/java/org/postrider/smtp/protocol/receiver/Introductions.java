// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.receiver.State.Chunking;
import org.postrider.smtp.protocol.receiver.State.Fresh;
import org.postrider.smtp.protocol.receiver.State.Mailing;
import org.postrider.smtp.protocol.reply.Reply;

/// What follows where a client says that it speaks for another one, by XCLIENT or XFORWARD, which
/// Postfix has brought up. Only those are believed whom the [Rules] grant it.
record Introductions(Rules rules) {
  private static final int MOST = 255;
  private static final int HIGHEST_PORT = 65_535;
  private static final Reply NOTED = Reply.of(250, "2.0.0", "Noted");
  private static final Reply NOT_YOU =
      Reply.of(550, "5.7.0", "You are not trusted to speak for others");
  private static final Reply IN_TRANSACTION =
      Reply.of(503, "5.5.1", "Not permitted during a transaction");

  Step xclient(State state, Command.Xclient command) {
    Reply wrong = wrong(state, Keyword.XCLIENT, command.attributes());
    if (wrong != null) {
      return new Step.Say(wrong, state);
    }
    // an account that was proved, or said before, is not that of whom is spoken of now
    String account = command.attributes().getOrDefault("LOGIN", "");
    return new Step.Introduce(command.attributes(), new Fresh(state.secured(), account));
  }

  Step xforward(State state, Command.Xforward command) {
    Reply wrong = wrong(state, Keyword.XFORWARD, command.attributes());
    return wrong == null ? new Step.Note(command.attributes(), NOTED) : new Step.Say(wrong, state);
  }

  private @Nullable Reply wrong(State state, Keyword keyword, Map<String, String> attributes) {
    if (!rules.offers(keyword)) {
      return NOT_YOU;
    }
    if (state instanceof Mailing || state instanceof Chunking) {
      return IN_TRANSACTION;
    }
    for (Map.Entry<String, String> each : attributes.entrySet()) {
      String name = each.getKey();
      String value = each.getValue();
      boolean right =
          keyword == Keyword.XCLIENT ? isOfClient(name, value) : isOfOrigin(name, value);
      if (!right) {
        return Reply.of(501, "5.5.4", "Bad attribute of " + keyword.text());
      }
    }
    return null;
  }

  private static boolean isOfClient(String name, String value) {
    return switch (name) {
      case "NAME", "HELO" -> isWord(value);
      case "ADDR", "DESTADDR" -> value.isEmpty() || isAddress(value);
      case "PORT", "DESTPORT" -> isPort(value);
      case "PROTO" -> value.equalsIgnoreCase("SMTP") || value.equalsIgnoreCase("ESMTP");
      case "LOGIN" -> value.length() <= MOST;
      default -> false;
    };
  }

  private static boolean isOfOrigin(String name, String value) {
    return switch (name) {
      case "NAME", "ADDR", "PROTO", "HELO", "IDENT" -> isWord(value);
      case "PORT" -> isPort(value);
      case "SOURCE" ->
          value.isEmpty() || value.equalsIgnoreCase("LOCAL") || value.equalsIgnoreCase("REMOTE");
      default -> false;
    };
  }

  /// Printable ASCII without blanks; the rest was refused with the line.
  private static boolean isWord(String value) {
    return value.length() <= MOST && value.indexOf(' ') < 0;
  }

  private static boolean isPort(String value) {
    return value.isEmpty()
        || (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= HIGHEST_PORT);
  }

  /// As in an address literal, where an IPv6 address has a prefix too.
  private static boolean isAddress(String value) {
    try {
      return !(Domain.of("[" + value + "]") instanceof Domain.General);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }
}
