// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The steps of a conversation, one a line:
///
/// ```
/// # a comment, as empty lines are
/// C: a line that the client sends, or the peer expects from it
/// C| octets that the client sends, without a CR LF behind them
/// S: a line of the server
/// S| octets of the server, without a CR LF behind them
/// S+ the last line of a reply of however many lines
/// ! something to do; which words there are, the player says
/// ```
///
/// What is expected may hold `...` for any text. What is sent may hold `\r`, `\n`, `\t`, `\0`,
/// `\\`, `\xff` for an octet and `\{600 ab}` for 600 times `ab`; other text is UTF-8.
record Script(String name, List<Step> steps) {
  /// One line of the script: who does it, what kind it is, and what.
  record Step(int line, char who, char kind, String text) {
    boolean isBy(char someone) {
      return who == someone;
    }
  }

  static Script parse(String name, String text) {
    List<Step> steps = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      char who = line.charAt(0);
      boolean does = who == '!';
      char kind = line.length() < 2 ? ' ' : line.charAt(1);
      boolean known = does || (who == 'C' && ":|".indexOf(kind) >= 0);
      if (!known && !(who == 'S' && ":|+".indexOf(kind) >= 0)) {
        throw new IllegalArgumentException(name + ":" + number + ": no step: " + line);
      }
      String rest = line.substring(does ? 1 : 2);
      steps.add(new Step(number, who, kind, does ? rest.strip() : without(rest)));
    }
    return new Script(name, List.copyOf(steps));
  }

  private static String without(String rest) {
    return rest.startsWith(" ") ? rest.substring(1) : rest;
  }

  /// The octets that a step sends.
  byte[] octets(Step step) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text = step.text();
    int at = 0;
    while (at < text.length()) {
      int backslash = text.indexOf('\\', at);
      if (backslash < 0 || backslash + 1 == text.length()) {
        out.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
        break;
      }
      out.writeBytes(text.substring(at, backslash).getBytes(StandardCharsets.UTF_8));
      at = escape(step, backslash + 1, out);
    }
    if (step.kind() == ':') {
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  private int escape(Step step, int at, ByteArrayOutputStream out) {
    String text = step.text();
    switch (text.charAt(at)) {
      case 'r' -> out.write('\r');
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case '0' -> out.write(0);
      case '\\' -> out.write('\\');
      case 'x' -> {
        out.write(Integer.parseInt(text, at + 1, at + 3, 16));
        return at + 3;
      }
      case '{' -> {
        int space = text.indexOf(' ', at);
        int end = text.indexOf('}', space);
        String part = text.substring(space + 1, end);
        int times = Integer.parseInt(text, at + 1, space, 10);
        out.writeBytes(part.repeat(times).getBytes(StandardCharsets.UTF_8));
        return end + 1;
      }
      default ->
          throw new IllegalArgumentException(
              name + ":" + step.line() + ": no escape: " + text.substring(at - 1));
    }
    return at + 1;
  }

  /// Whether a line is what a step expects.
  static boolean matches(String pattern, String line) {
    String[] part = pattern.split("\\.\\.\\.", -1);
    String last = part[part.length - 1];
    if (part.length == 1) {
      return line.equals(pattern);
    }
    if (!line.startsWith(part[0])) {
      return false;
    }
    int at = part[0].length();
    for (int i = 1; i < part.length - 1; i++) {
      int found = line.indexOf(part[i], at);
      if (found < 0) {
        return false;
      }
      at = found + part[i].length();
    }
    return line.length() - last.length() >= at && line.endsWith(last);
  }
}
