// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Seed;

class LineFramerTest {
  /// Writes down what it is told; a line "stop" stops.
  private static final class Told implements LineFramer.Lines {
    final List<String> lines = new ArrayList<>();

    @Override
    public boolean line(byte[] octets, int from, int to) {
      String line = new String(octets, from, to - from, ISO_8859_1);
      lines.add(line);
      return !line.equals("stop");
    }

    @Override
    public boolean flawed(LineFramer.Flaw flaw) {
      lines.add("!" + flaw);
      return true;
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a\r\n`, a",
        "`\r\n`, ``",
        "`a\nb\r\n`, !BARE_LF",
        "`\n\r\n`, !BARE_LF",
        "`a\rb\r\n`, !BARE_CR",
        "`a\r\r\n`, !BARE_CR",
        "`a\n\r\r\n`, !BARE_LF",
        "`a\u0000b\r\n`, !NUL",
        "`a\tbÿ\r\n`, `a\tbÿ`",
        "`123456\r\n`, 123456",
        "`1234567\r\n`, !TOO_LONG",
        "`12345678901234567890\u0000\n\r\n`, !TOO_LONG",
      })
  void tellsOneThingOfEachLine(String line, String expected) {
    Told told = new Told();
    byte[] in = octets(line + "next\r\n");
    assertThat(new LineFramer(8).feed(in, 0, in.length, told)).isEqualTo(in.length);
    assertThat(told.lines).containsExactly(expected, "next");
  }

  @Test
  void givesNothingBeforeTheLineEnds() {
    Told told = new Told();
    LineFramer framer = new LineFramer(100);
    byte[] in = octets("QUIT\r");
    framer.feed(in, 0, 5, told);
    assertThat(told.lines).isEmpty();
    assertThat(framer.pending()).isEqualTo(5);
    framer.feed(octets("\n"), 0, 1, told);
    assertThat(told.lines).containsExactly("QUIT");
    assertThat(framer.pending()).isZero();
  }

  @Test
  void stopsWhereALineAsksForIt() {
    Told told = new Told();
    LineFramer framer = new LineFramer(100);
    byte[] in = octets("a\r\nstop\r\nb\r\n");
    assertThat(framer.feed(in, 0, in.length, told)).isEqualTo(9);
    assertThat(framer.feed(in, 9, in.length, told)).isEqualTo(3);
    assertThat(told.lines).containsExactly("a", "stop", "b");
  }

  @Test
  void changesItsLimit() {
    Told told = new Told();
    LineFramer framer = new LineFramer(10);
    framer.limit(20);
    byte[] in = octets("0123456789abc\r\n");
    framer.feed(in, 0, in.length, told);
    assertThat(told.lines).containsExactly("0123456789abc");
  }

  @Test
  void countsAnEndlessLineWithoutHoldingIt() {
    LineFramer framer = new LineFramer(512);
    byte[] in = octets("x".repeat(8192));
    for (int i = 0; i < 1000; i++) {
      framer.feed(in, 0, in.length, new Told());
    }
    assertThat(framer.pending()).isEqualTo(8_192_000);
    Told told = new Told();
    byte[] end = octets("\r\nNOOP\r\n");
    framer.feed(end, 0, end.length, told);
    assertThat(told.lines).containsExactly("!TOO_LONG", "NOOP");
  }

  /// The same rules said another way: by patterns over the whole.
  @Test
  void seesWhatTheRulesSay() {
    Seed.repeat(
        10_000,
        random -> {
          int limit = 2 + random.nextInt(30);
          byte[] in = Chunks.octets(random, 200, "aaaaa\r\n\r\n\r\n\0\t\u00e9");
          List<String> expected = new ArrayList<>();
          String rest = new String(in, ISO_8859_1);
          for (int end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
            expected.add(ruled(rest.substring(0, end), limit));
            rest = rest.substring(end + 2);
          }
          Told told = new Told();
          new LineFramer(limit).feed(in, 0, in.length, told);
          assertThat(told.lines).isEqualTo(expected);
        });
  }

  private static String ruled(String line, int limit) {
    int shown = Integer.MAX_VALUE; // how many octets show the first flaw
    String first = line;
    Matcher flaw = Pattern.compile("(?<NUL>\0)|(?<CR>\r)(?!\n)|(?<!\r)\n").matcher(line + "\r\n");
    if (flaw.find()) {
      boolean cr = flaw.group("CR") != null;
      shown = flaw.end() + (cr ? 1 : 0); // only the next octet shows that a CR is bare
      first = flaw.group("NUL") != null ? "!NUL" : cr ? "!BARE_CR" : "!BARE_LF";
    }
    return line.length() + 2 > limit && shown > limit ? "!TOO_LONG" : first;
  }

  @Test
  void seesTheSameLinesInAnyChunks() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] in = Chunks.octets(random, 300, "ab\r\n\r\n\r\n\0");
          int limit = 1 + random.nextInt(40);
          Told whole = new Told();
          new LineFramer(limit).feed(in, 0, in.length, whole);
          Told parts = new Told();
          LineFramer framer = new LineFramer(limit);
          Chunks.each(in, random, (octets, from, to) -> framer.feed(octets, from, to, parts));
          assertThat(parts.lines).isEqualTo(whole.lines);
        });
  }
}
