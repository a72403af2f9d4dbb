// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.plugins.aliases.AliasFile.Expression;
import org.postrider.plugins.aliases.AliasFile.Line;
import org.postrider.plugins.aliases.AliasFile.Rule;
import org.postrider.plugins.aliases.AliasFile.Wide;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.plugins.patterns.NamePattern;

/// Reads a file of aliases: on each line an address, domain or pattern, blanks, and where it leads.
/// A line that begins with a blank goes on with the one before.
final class AliasReader implements LiveFile.Purpose<AliasFile> {
  AliasReader() {}

  @Override
  public LiveFile.Reading<AliasFile> read(String file, List<String> lines) {
    Draft draft = new Draft(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0))) {
        draft.goOn(line, i + 1);
      } else {
        draft.begin(line, i + 1);
      }
    }
    return draft.end();
  }

  @Override
  public AliasFile empty() {
    return AliasFile.EMPTY;
  }

  @Override
  public String absentMeans() {
    return ""; // not that there are no aliases: a file may be away for a moment
  }

  @Override
  public boolean isSecret() {
    return false;
  }

  /// What has been read so far. For one thread.
  private static final class Draft {
    private final String file;
    private final Map<String, Line> single = new HashMap<>();
    private final List<Rule> wide = new ArrayList<>();
    private final List<Rule> below = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int number;

    Draft(String file) {
      this.file = file;
    }

    void begin(String line, int at) {
      finish();
      current.append(line);
      number = at;
    }

    void goOn(String line, int at) {
      if (current.isEmpty()) {
        faults.add(file + ":" + at + ": begins with a blank, and there is no line to go on with");
      } else {
        current.append(' ').append(line);
      }
    }

    LiveFile.Reading<AliasFile> end() {
      finish();
      return new LiveFile.Reading<>(
          new AliasFile(Map.copyOf(single), List.copyOf(wide), List.copyOf(below)), faults);
    }

    private void finish() {
      if (current.isEmpty()) {
        return;
      }
      String origin = file + ":" + number;
      try {
        add(current.toString(), origin);
      } catch (IllegalArgumentException e) {
        faults.add(origin + ": " + e.getMessage());
      }
      current.setLength(0);
    }

    private void add(String line, String origin) {
      if (line.startsWith("/")) {
        addExpression(line, origin);
        return;
      }
      List<String> words = Target.words(line);
      String key = words.getFirst();
      if (key.indexOf('@') < 0) {
        throw new IllegalArgumentException(
            "\"%s\" is no address; a domain of aliases alone goes into `virtual-domains`"
                .formatted(key));
      }
      checkTargets(words.size() - 1, key);
      MailboxPattern pattern = MailboxPattern.parse(unquoted(key));
      List<Target> targets = words.stream().skip(1).map(Target::parse).toList();
      add(pattern, new Line(origin, targets));
    }

    private void add(MailboxPattern pattern, Line line) {
      NamePattern domain = pattern.domain();
      if (domain != null && !domain.isBelow()) {
        String local = pattern.local() == null ? "" : pattern.local();
        Line before = single.putIfAbsent(local + "@" + domain.key(), line);
        if (before != null) {
          throw new IllegalArgumentException(
              "%s@%s stands in %s already".formatted(local, domain.key(), before.origin()));
        }
      } else {
        (pattern.local() == null ? below : wide).add(new Wide(pattern, line));
      }
    }

    private void addExpression(String line, String origin) {
      int end = endOfExpression(line);
      if (end < 0) {
        throw new IllegalArgumentException("a pattern ends with / and a blank: " + line);
      }
      String key = line.substring(0, end + 1);
      List<String> words = Target.words(line.substring(end + 1));
      checkTargets(words.size(), key);
      Pattern pattern;
      try {
        pattern = Pattern.compile(line.substring(1, end), Pattern.CASE_INSENSITIVE);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            key + " is no regular expression: " + e.getDescription(), e);
      }
      List<Target> targets = words.stream().map(word -> Rewriting.parse(word, pattern)).toList();
      wide.add(new Expression(pattern, new Line(origin, targets)));
    }

    /// Where the slash is that a blank follows.
    private static int endOfExpression(String line) {
      for (int at = line.indexOf('/', 1); at >= 0; at = line.indexOf('/', at + 1)) {
        if (at + 1 == line.length() || Character.isWhitespace(line.charAt(at + 1))) {
          return at;
        }
      }
      return -1;
    }

    private static void checkTargets(int count, String key) {
      if (count == 0) {
        throw new IllegalArgumentException(key + " leads nowhere: an address has to follow");
      }
    }

    /// `"ann b"@example.org` as what it means, `ann b@example.org`.
    private static String unquoted(String key) {
      return key.startsWith("\"")
          ? key.replaceAll("^\"(.*)\"@", "$1@").replaceAll("\\\\(.)", "$1")
          : key;
    }
  }
}
