// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Seed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class StuffingTest {
  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] stuffed(byte[] content, RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Stuffer stuffer = new Stuffer();
    Chunks.each(
        content,
        random,
        (in, from, to) -> {
          stuffer.feed(in, from, to, out::write);
          return to - from;
        });
    stuffer.end(out::write);
    return out.toByteArray();
  }

  private static String unstuffed(Unstuffer unstuffer, String in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    unstuffer.feed(octets(in), 0, in.length(), out::write);
    return out.toString(ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, `.\r\n`",
        "`a\r\n`, `a\r\n.\r\n`",
        "`a`, `a\r\n.\r\n`",
        "`.`, `..\r\n.\r\n`",
        "`.\r\n..\r\na.b\r\n`, `..\r\n...\r\na.b\r\n.\r\n`",
        "`a\r\n.`, `a\r\n..\r\n.\r\n`",
        "`a\n.\r\nb`, `a\r\n..\r\nb\r\n.\r\n`",
        "`a\r.b\r`, `a\r\n..b\r\n.\r\n`",
        "`a\r\r\n\n`, `a\r\n\r\n\r\n.\r\n`",
      })
  void stuffs(String content, String expected) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Stuffer stuffer = new Stuffer();
    stuffer.feed(octets(content), 0, content.length(), out::write);
    stuffer.end(out::write);
    assertThat(out.toString(ISO_8859_1)).isEqualTo(expected);
  }

  @Test
  void findsTheEndAndLeavesTheRest() {
    Unstuffer unstuffer = new Unstuffer();
    byte[] in = octets("xx.a\r\n..b\r\nc..\r\n.\r\nQUIT\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(unstuffer.feed(in, 2, in.length, out::write)).isEqualTo(17);
    assertThat(unstuffer.ended()).isTrue();
    assertThat(out.toString(ISO_8859_1)).isEqualTo("a\r\n.b\r\nc..\r\n");
    assertThat(unstuffer.size()).isEqualTo(12);
    assertThat(unstuffer.longestLine()).isEqualTo(3);
    assertThat(unstuffer.feed(in, 19, in.length, out::write)).isZero();
  }

  @Test
  void endsAnEmptyMessageAtOnce() {
    Unstuffer unstuffer = new Unstuffer();
    assertThat(unstuffed(unstuffer, ".\r\n")).isEmpty();
    assertThat(unstuffer.ended()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a\n.\n`, `a\n.\n`, false, true, false",
        "`a\r.\r`, `a\r.\r`, true, false, false",
        "`a\r\n.\n`, `a\r\n\n`, false, true, false",
        "`a\r\n.\r.`, `a\r\n\r.`, true, false, false",
        "`a\r\n.\r\r\n`, `a\r\n\r\r\n`, true, false, false",
        "`\n.\r\n`, `\n.\r\n`, false, true, false",
        "`\r.\r\n`, `\r.\r\n`, true, false, false",
        "`a\u0000\r\n`, `a\u0000\r\n`, false, false, true",
        "`a\tb\r\n`, `a\tb\r\n`, false, false, false",
      })
  void keepsWhatOnlyLooksLikeAnEndAndRemembersIt(
      String in, String content, boolean bareCr, boolean bareLf, boolean nul) {
    Unstuffer unstuffer = new Unstuffer();
    assertThat(unstuffed(unstuffer, in)).isEqualTo(content);
    assertThat(unstuffer.ended()).isFalse();
    // a CR at the end of what has come is not bare until the next octet has come
    unstuffed(unstuffer, "x");
    assertThat(unstuffer.bareCr()).isEqualTo(bareCr);
    assertThat(unstuffer.bareLf()).isEqualTo(bareLf);
    assertThat(unstuffer.nul()).isEqualTo(nul);
  }

  @Test
  void measuresLines() {
    Unstuffer unstuffer = new Unstuffer();
    unstuffed(unstuffer, "." + "x".repeat(500));
    assertThat(unstuffer.longestLine()).isEqualTo(500);
    unstuffed(unstuffer, "x".repeat(499) + "\r\nab\r\n");
    assertThat(unstuffer.longestLine()).isEqualTo(999);
  }

  @Test
  void givesBackWhatWasStuffed() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] content = content(random);
          byte[] wire = stuffed(content, random);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          Unstuffer unstuffer = new Unstuffer();
          int used =
              Chunks.each(wire, random, (in, from, to) -> unstuffer.feed(in, from, to, out::write));
          assertThat(used).isEqualTo(wire.length);
          assertThat(unstuffer.ended()).isTrue();
          assertThat(out.toByteArray()).isEqualTo(content);
          assertThat(unstuffer.bareCr() || unstuffer.bareLf()).isFalse();
          assertThat(unstuffer.size()).isEqualTo(content.length);
        });
  }

  /// Lines that are clean, most of them short.
  private static byte[] content(RandomGenerator random) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int lines = random.nextInt(6); lines > 0; lines--) {
      for (byte octet : Chunks.octets(random, 20, "..a\t")) {
        content.write(octet == '\r' || octet == '\n' ? '.' : octet);
      }
      content.writeBytes(octets("\r\n"));
    }
    return content.toByteArray();
  }

  @Test
  void seesTheSameInAnyChunks() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] in = Chunks.octets(random, 120, "a..\r\n\r\n\0\t");
          Unstuffer first = new Unstuffer();
          ByteArrayOutputStream whole = new ByteArrayOutputStream();
          int used = first.feed(in, 0, in.length, whole::write);
          Unstuffer second = new Unstuffer();
          ByteArrayOutputStream parts = new ByteArrayOutputStream();
          assertThat(
                  Chunks.each(
                      in, random, (chunk, from, to) -> second.feed(chunk, from, to, parts::write)))
              .isEqualTo(used);
          assertThat(parts.toByteArray()).isEqualTo(whole.toByteArray());
          assertThat(facts(second)).isEqualTo(facts(first)).isNotEmpty();
        });
  }

  /// The same rules said another way: by patterns over the whole.
  @Test
  void seesWhatTheRulesSay() {
    Seed.repeat(
        10_000,
        random -> {
          String in =
              new String(Chunks.octets(random, 100, "aaaa...\r\n\r\n\r\n\0\t\u00e9"), ISO_8859_1);
          int end = ("\r\n" + in).indexOf("\r\n.\r\n");
          boolean ended = end >= 0;
          String wire = ended ? in.substring(0, end) : in;
          boolean open = !ended && ("\r\n" + in).endsWith("\r\n.\r");
          String content =
              (open ? wire.substring(0, wire.length() - 1) : wire)
                  .replaceAll("(?<=\\A|\r\n)\\.", "");
          int longest =
              Stream.of(content.replaceAll("\r\\z", "").split("\r\n"))
                  .mapToInt(String::length)
                  .max()
                  .orElse(0);

          Unstuffer unstuffer = new Unstuffer();
          assertThat(unstuffed(unstuffer, in)).isEqualTo(content);
          assertThat(unstuffer.ended()).isEqualTo(ended);
          assertThat(unstuffer.bareCr()).isEqualTo(found("\r[^\n]", wire));
          assertThat(unstuffer.bareLf()).isEqualTo(found("(?<!\r)\n", wire));
          assertThat(unstuffer.nul()).isEqualTo(wire.indexOf(0) >= 0);
          assertThat(unstuffer.longestLine()).isEqualTo(longest);
        });
  }

  private static boolean found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).find();
  }

  private static String facts(Unstuffer of) {
    return of.ended()
        + " "
        + of.size()
        + " "
        + of.longestLine()
        + " "
        + of.bareCr()
        + of.bareLf()
        + of.nul();
  }

  /// Promise: however content is made, what goes out has one end and no bare CR or LF.
  @Test
  void sendsNothingThatCouldBeAnotherEnd() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] wire = stuffed(Chunks.octets(random, 120, "a..\r\n\r\n\0"), random);
          String text = new String(wire, ISO_8859_1);
          assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
          assertThat(("\r\n" + text).indexOf("\r\n.\r\n")).isEqualTo(text.length() - 3);
        });
  }

  @Test
  void isEndedByNoLookAlike() {
    JsonNode cases =
        new ObjectMapper().readTree(Outside.corpus("smuggling/payloads.json").toFile());
    assertThat(cases.size()).isGreaterThan(40);
    for (JsonNode payload : cases) {
      byte[] octets = HexFormat.of().parseHex(payload.get("hex").asString());
      boolean ends = payload.get("expect").asString().equals("end");
      Seed.repeat(50, random -> checkEnd(payload.get("name").asString(), octets, ends, random));
    }
  }

  private static void checkEnd(String name, byte[] octets, boolean ends, RandomGenerator random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(octets("Subject: a\r\n\r\nbody"));
    all.writeBytes(octets);
    all.writeBytes(octets("MAIL FROM:<smuggled@b.example>\r\n"));
    byte[] in = all.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Unstuffer unstuffer = new Unstuffer();
    Chunks.each(in, random, (chunk, from, to) -> unstuffer.feed(chunk, from, to, out::write));
    assertThat(unstuffer.ended()).as(name).isEqualTo(ends);

    String relayed = new String(stuffed(out.toByteArray(), random), ISO_8859_1);
    assertThat(relayed.indexOf("\r\n.\r\n")).as(name).isEqualTo(relayed.length() - 5);
    assertThat(relayed.replace("\r\n", "")).as(name).doesNotContain("\r", "\n");
  }
}
