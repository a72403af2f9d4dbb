// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;

/// What keeps mail, by what a host (or we about a host) have said: the first rule that fits holds.
/// Immutable; any thread.
///
/// A rule is a line: the class, the code, the enhanced status, and words that must stand in the
/// text. `*` stands for any code, any part of one, or any part of a status; see [Phrases] for the
/// words.
public final class FailureRules {
  /// Those that come with the program.
  public static final FailureRules BUNDLED = bundled();

  /// Rules of one file.
  private static final int MOST_RULES = 10_000;

  private static final String FILE = "failures.rules";

  /// One line.
  private record Rule(
      FailureClass failure, String code, List<String> status, @Nullable Phrases words) {
    boolean fits(Reply reply, String text) {
      return fits(code, Integer.toString(reply.code()))
          && fits(reply.status())
          && (words == null || words.areIn(text));
    }

    private boolean fits(@Nullable EnhancedStatus status) {
      return this.status.isEmpty()
          || (status != null
              && fits(this.status.get(0), Integer.toString(status.statusClass()))
              && fits(this.status.get(1), Integer.toString(status.subject()))
              && fits(this.status.get(2), Integer.toString(status.detail())));
    }

    private static boolean fits(String wanted, String found) {
      return wanted.endsWith("*")
          ? found.startsWith(wanted.substring(0, wanted.length() - 1))
          : found.equals(wanted);
    }
  }

  private final List<Rule> rules;

  private FailureRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// What keeps a message that was answered so.
  public FailureClass of(Reply reply) {
    String text = Phrases.text(reply);
    return rules.stream()
        .filter(rule -> rule.fits(reply, text))
        .map(Rule::failure)
        .findFirst()
        .orElse(FailureClass.OTHER);
  }

  /// The rules of a file, and after them those that come with the program. An `IOException` says
  /// what is wrong in which line.
  public static FailureRules read(Path file) throws IOException {
    List<Rule> rules = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      read(lines, rules);
    }
    rules.addAll(BUNDLED.rules);
    return new FailureRules(rules);
  }

  private static FailureRules bundled() {
    try (InputStream in = FailureRules.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not in the program");
      }
      List<Rule> rules = new ArrayList<>();
      read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)), rules);
      return new FailureRules(rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(BufferedReader lines, List<Rule> rules) throws IOException {
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (rules.size() == MOST_RULES) {
        throw new IOException("line " + number + ": more than " + MOST_RULES + " rules");
      }
      try {
        rules.add(rule(line));
      } catch (IllegalArgumentException e) {
        throw new IOException("line " + number + ": " + e.getMessage(), e);
      }
    }
  }

  private static Rule rule(String line) {
    String[] part = line.strip().split("\\s+", 4);
    if (part.length < 3) {
      throw new IllegalArgumentException(
          "a rule is a class, a code, a status and words, such as: mailbox-full * *.2.2");
    }
    return new Rule(
        failure(part[0]),
        code(part[1]),
        status(part[2]),
        part.length < 4 ? null : Phrases.of(part[3]));
  }

  private static FailureClass failure(String word) {
    return Arrays.stream(FailureClass.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no class is called \""
                    + word
                    + "\"; there are "
                    + Arrays.stream(FailureClass.values())
                        .map(FailureClass::word)
                        .collect(Collectors.joining(", "))));
  }

  private static String code(String text) {
    if (!text.matches("\\*|[45]\\*|[45][0-9]\\*|[45][0-9]{2}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no code; write one such as 550, 55*, 5* or *");
    }
    return text;
  }

  private static List<String> status(String text) {
    if (text.equals("*")) {
      return List.of();
    }
    if (!text.matches("[45*]\\.(?:[0-9]{1,3}|\\*)\\.(?:[0-9]{1,3}|\\*)")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no status; write one such as 5.1.1, *.2.2, 5.7.* or *");
    }
    return List.of(text.split("\\."));
  }
}
