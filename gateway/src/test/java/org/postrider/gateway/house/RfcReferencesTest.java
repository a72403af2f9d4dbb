// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every mention of an RFC is spelled one way, is listed in `docs/rfc/status.tsv`, and stands in
/// the index.
class RfcReferencesTest {
  private static final String STATUS = "docs/rfc/status.tsv";
  private static final String INDEX = "docs/rfc/index.md";

  /// What speaks of an RFC in any spelling.
  private static final Pattern MENTION =
      Pattern.compile(
          "(?<![\\w.`-])(?:RFC[ -]?|@rfc |rfc )(\\d{3,5})([^\\w\\n]{0,3}[§\\w][^\\s]*)?");

  /// How it is to be spelled: `RFC`, the number, and where there is one the section.
  private static final Pattern GOOD =
      Pattern.compile("(?:RFC|@rfc) (\\d{3,5})(?: §([A-Z\\d]+(?:\\.\\d+)*))?(?![\\d§])");

  /// Sections said in other ways.
  private static final Pattern OTHER_SECTION =
      Pattern.compile("RFC \\d{3,5},? (?i:sections?|sec\\.|§ )\\s*\\d");

  @Test
  void isSpelledOneWay() {
    var wrong = new ArrayList<String>();
    eachLine((where, line) -> {
      Matcher mention = MENTION.matcher(line);
      while (mention.find()) {
        if (!GOOD.matcher(line).region(mention.start(), line.length()).lookingAt()) {
          wrong.add(where + ": RFC 5321 §4.1.1.3 is the spelling: " + mention.group());
        }
      }
      if (OTHER_SECTION.matcher(line).find()) {
        wrong.add(where + ": a section is written §4.1: " + line.strip());
      }
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void isListed() {
    Map<String, Rfc> listed = status();
    var wrong = new TreeMap<String, String>();
    eachLine((where, line) -> {
      for (String number : numbers(line)) {
        Rfc rfc = listed.get(number);
        if (rfc == null) {
          wrong.putIfAbsent(number, where + ": RFC " + number + " is not in " + STATUS);
        } else if (!rfc.successor.isEmpty() && !numbers(line).contains(rfc.successor)) {
          wrong.putIfAbsent(where, "RFC " + number + " gave way to RFC " + rfc.successor);
        }
      }
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void standsInTheIndex() throws Exception {
    String now = index();
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(Project.path(INDEX), now);
    }
    assertThat(Project.exists(INDEX) && Project.text(INDEX).equals(now))
        .as(INDEX + " is out of date; run this test with -Dgolden.write=true to write it anew")
        .isTrue();
  }

  private static List<String> numbers(String line) {
    return GOOD.matcher(line).results().map(found -> found.group(1)).toList();
  }

  /// RFC, then section, then the files that speak of it.
  private static String index() {
    Map<String, Rfc> listed = status();
    var byNumber = new TreeMap<Integer, Map<String, TreeSet<String>>>();
    eachLine((where, line) ->
        GOOD.matcher(line)
            .results()
            .forEach(found -> {
              String section = found.group(2) == null ? "" : "§" + found.group(2);
              byNumber
                  .computeIfAbsent(
                      Integer.valueOf(found.group(1)),
                      number -> new TreeMap<>(Comparator.comparing(Section::key)))
                  .computeIfAbsent(section, s -> new TreeSet<>())
                  .add(where.substring(0, where.indexOf(':')));
            }));
    var text = new StringBuilder("# Where the code speaks of which RFC\n\n");
    text.append(
        "Written by `RfcReferencesTest`; how far each RFC is done: [status](status.tsv).\n");
    byNumber.forEach((number, sections) -> {
      Rfc rfc = listed.get(number.toString());
      String title = rfc == null ? "" : ": " + rfc.title + " (" + rfc.state + ")";
      text.append("\n## RFC ").append(number).append(title).append("\n\n");
      sections.forEach((section, files) -> append(text, section, files));
    });
    return text.toString();
  }

  private static void append(StringBuilder text, String section, TreeSet<String> files) {
    text.append("- ").append(section.isEmpty() ? "in general" : section).append(": ");
    text.append(
        String.join(
            ", ",
            files.stream()
                .map(file -> "[" + file.replaceFirst(".*/", "") + "](../../" + file + ")")
                .toList()));
    text.append('\n');
  }

  /// Sorts 4.1.9 before 4.1.10.
  private record Section() {
    static String key(String section) {
      return Pattern.compile("\\d+")
          .matcher(section)
          .replaceAll(digits -> "0".repeat(Math.max(0, 4 - digits.group().length())) + "$0");
    }
  }

  private record Rfc(String title, String state, String successor) {}

  private static Map<String, Rfc> status() {
    var listed = new HashMap<String, Rfc>();
    for (String line : Project.text(STATUS).lines().skip(1).toList()) {
      String[] parts = line.split("\t", -1);
      assertThat(parts).as("number, title, status, successor, note: " + line).hasSize(5);
      assertThat(parts[2]).as(line).isIn("done", "part", "planned", "no");
      assertThat(listed.put(parts[0], new Rfc(parts[1], parts[2], parts[3]))).as(line).isNull();
    }
    return listed;
  }

  /// Every line of code, scripts and pages, with its place.
  private static void eachLine(BiConsumer<String, String> to) {
    String self = RfcReferencesTest.class.getSimpleName() + ".java";
    Stream.of(".java", ".smtp", ".md")
        .flatMap(ending -> Project.files(ending).stream())
        .filter(file -> !file.equals(INDEX) && !file.endsWith(self))
        .sorted()
        .forEach(file -> {
          int number = 0;
          for (String line : Project.text(file).lines().toList()) {
            to.accept(file + ":" + ++number, line);
          }
        });
  }
}
