// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Seed;

class ReplyTest {
  private static String written(Reply reply) {
    return new String(ReplyWriter.octets(reply), ISO_8859_1);
  }

  private static @Nullable Reply read(ReplyParser parser, String line) throws ReplyParser.Garbage {
    byte[] octets = ("xx" + line + "yy").getBytes(UTF_8);
    return parser.accept(octets, 2, octets.length - 2);
  }

  private static @Nullable Reply readAll(String text) throws ReplyParser.Garbage {
    ReplyParser parser = new ReplyParser();
    Reply reply = null;
    for (String line : text.split("\r\n")) {
      assertThat(reply).isNull();
      reply = read(parser, line);
    }
    return reply;
  }

  @Test
  void writesTheStatusOnEveryLine() {
    assertThat(written(new Reply(550, EnhancedStatus.of("5.7.1"), List.of("No", "Never"))))
        .isEqualTo("550-5.7.1 No\r\n550 5.7.1 Never\r\n");
    assertThat(written(Reply.of(354, "Go on"))).isEqualTo("354 Go on\r\n");
  }

  @Test
  void letsNoTextEndALine() {
    assertThat(written(Reply.of(250, "2.0.0", "a\r\n250 b\u0000é\u007f\t")))
        .isEqualTo("250 2.0.0 a??250 b???\t\r\n");
  }

  @Test
  void goesOnInAnotherLineWhereOneIsTooLong() throws Exception {
    String text = IntStream.range(0, 2000).mapToObj(i -> "" + i % 10).reduce("", String::concat);
    String written = written(Reply.of(550, "5.7.1", text));
    assertThat(written.split("\r\n"))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(510));
    Reply read = readAll(written);
    assertThat(read).isNotNull();
    assertThat(String.join("", read.lines())).isEqualTo(text);
  }

  @Test
  void readsWhatItWrites() {
    Seed.repeat(
        1_000,
        random -> {
          int code = 200 + random.nextInt(400);
          boolean plain = code / 100 == 3 || random.nextBoolean();
          EnhancedStatus status =
              plain ? null : new EnhancedStatus(code / 100, random.nextInt(9), random.nextInt(999));
          List<String> lines =
              IntStream.rangeClosed(0, random.nextInt(5))
                  .mapToObj(i -> "t".repeat(random.nextInt(20)) + " " + i)
                  .toList();
          Reply reply = new Reply(code, status, lines);
          assertThat(readAll(written(reply))).isEqualTo(reply);
        });
  }

  @Test
  void readsWhatServersSend() throws Exception {
    assertThat(readAll("220 mx.example ESMTP")).isEqualTo(Reply.of(220, "mx.example ESMTP"));
    assertThat(readAll("250")).isEqualTo(Reply.of(250, ""));
    assertThat(readAll("250-\r\n250 ")).isEqualTo(new Reply(250, null, List.of("", "")));
    assertThat(readAll("250 2.1.0")).isEqualTo(Reply.of(250, "2.1.0", ""));
    assertThat(readAll("250-mx\r\n250 SIZE"))
        .isEqualTo(new Reply(250, null, List.of("mx", "SIZE")));
    assertThat(readAll("550-5.1.1 a\r\n550 5.7.1 b"))
        .isEqualTo(new Reply(550, EnhancedStatus.of("5.1.1"), List.of("a", "5.7.1 b")));
    assertThat(readAll("550 über\u0007")).isEqualTo(Reply.of(550, "über?"));
  }

  @Test
  void takesNoStatusOfAnotherClassOrShape() throws Exception {
    for (String text :
        List.of("4.7.1 x", "5.7 x", "5.7.1.2 x", "5.7.1234 x", "5.7.1x", "55.7.1 x")) {
      assertThat(readAll("550 " + text)).isEqualTo(Reply.of(550, text));
    }
    assertThat(readAll("354 3.0.0 x")).isEqualTo(Reply.of(354, "3.0.0 x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "25",
        "xyz",
        "150 x",
        "650 x",
        "2500 x",
        "250x",
        "250\tx",
        "HTTP/1.1 200 OK",
        "250-a\r\n550 b",
        "250-a\r\n",
        "250-a\r\nb",
      })
  void knowsGarbage(String text) {
    assertThatExceptionOfType(ReplyParser.Garbage.class)
        .isThrownBy(() -> {
          ReplyParser parser = new ReplyParser();
          for (String line : text.split("\r\n", -1)) {
            read(parser, line);
          }
        });
  }

  @Test
  void isBounded() throws Exception {
    ReplyParser parser = new ReplyParser();
    assertThatExceptionOfType(ReplyParser.Garbage.class)
        .isThrownBy(() -> read(parser, "250 " + "x".repeat(1997)));
    for (int i = 1; i < ReplyParser.LINES; i++) {
      assertThat(read(parser, "250-x")).isNull();
    }
    assertThatExceptionOfType(ReplyParser.Garbage.class).isThrownBy(() -> read(parser, "250-x"));
  }

  @Test
  void survivesAnyOctets() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] line = new byte[random.nextInt(30)];
          random.nextBytes(line);
          byte[] alphabet = "2450- .1x".getBytes(UTF_8);
          for (int i = 0; i < line.length; i++) {
            line[i] = random.nextInt(10) == 0 ? line[i] : alphabet[random.nextInt(alphabet.length)];
          }
          try {
            Reply reply = new ReplyParser().accept(line, 0, line.length);
            assertThat(reply == null).isEqualTo(line.length > 3 && line[3] == '-');
          } catch (ReplyParser.Garbage garbage) {
            assertThat(garbage.getMessage().chars())
                .noneMatch(c -> c != 9 && Character.isISOControl(c));
          }
        });
  }
}
