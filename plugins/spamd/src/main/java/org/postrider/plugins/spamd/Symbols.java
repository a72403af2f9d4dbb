// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.spamd;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.daemons.Line;
import org.postrider.smtp.protocol.message.Content;

/// spamd's `SYMBOLS` command: the score of a message and the names of the rules it met, without the
/// message itself.
final class Symbols {
  private static final int MOST_LINE = 1000;
  private static final int MOST_FIELDS = 20;
  private static final int MOST_OCTETS = 64 * 1024;
  private static final Pattern STATUS = Pattern.compile("SPAMD/\\S+ (\\d+) (.*)");
  private static final Pattern SPAM =
      Pattern.compile("(True|False|Yes|No) ; (-?[0-9.]{1,12}) / (-?[0-9.]{1,12})");
  private static final Pattern TEST = Pattern.compile("[A-Za-z0-9_]{1,100}");

  private Symbols() {}

  /// Asks about `trace` and `content` together; `user` may be empty.
  static Score ask(Line line, String user, String trace, Content content) throws IOException {
    long length = trace.getBytes(StandardCharsets.UTF_8).length + content.size();
    line.send("SYMBOLS SPAMC/1.5\r\nContent-length: " + length + "\r\n")
        .send(user.isEmpty() ? "\r\n" : "User: " + user + "\r\n\r\n")
        .send(trace)
        .send(content, Line.Framing.NONE)
        .end();
    return answer(line);
  }

  private static Score answer(Line line) throws IOException {
    Matcher status = STATUS.matcher(line.receiveLine(MOST_LINE));
    if (!status.matches() || !status.group(1).equals("0")) {
      throw new IOException("spamd says " + (status.matches() ? status.group(2) : "nothing known"));
    }
    String spam = null;
    int length = 0;
    for (int fields = 0; fields < MOST_FIELDS; fields++) {
      String field = line.receiveLine(MOST_LINE);
      if (field.isEmpty()) {
        return score(spam, new String(line.receive(length), StandardCharsets.US_ASCII));
      }
      String value = field.substring(field.indexOf(':') + 1).strip();
      switch (field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT)) {
        case "spam" -> spam = value;
        case "content-length" -> length = length(value);
        default -> {} // a field of a later version
      }
    }
    throw new IOException("spamd's answer has more than " + MOST_FIELDS + " fields");
  }

  private static int length(String value) throws IOException {
    if (!value.matches("\\d{1,9}") || Integer.parseInt(value) > MOST_OCTETS) {
      throw new IOException("spamd's answer has a length of " + value);
    }
    return Integer.parseInt(value);
  }

  private static Score score(@Nullable String spam, String tests) throws IOException {
    Matcher parts = SPAM.matcher(spam == null ? "" : spam);
    if (!parts.matches()) {
      throw new IOException("spamd's answer has no score");
    }
    try {
      return new Score(
          parts.group(1).equals("True") || parts.group(1).equals("Yes"),
          new BigDecimal(parts.group(2)),
          new BigDecimal(parts.group(3)),
          tests(tests));
    } catch (NumberFormatException e) {
      throw new IOException("spamd's answer has a score that is none: " + spam, e);
    }
  }

  private static List<String> tests(String names) {
    return Stream.of(names.strip().split(",")).filter(TEST.asMatchPredicate()).toList();
  }
}
