// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Seed;

class LineEndsTest {
  private static String whole(String text) {
    byte[] octets = text.getBytes(ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineEnds lines = new LineEnds();
    lines.feed(octets, 0, octets.length, out::write);
    lines.end(out::write);
    return out.toString(ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, ``",
        "`a\r\nb\r\n`, `a\r\nb\r\n`",
        "`a`, `a\r\n`",
        "`a\nb`, `a\r\nb\r\n`",
        "`a\rb`, `a\r\nb\r\n`",
        "`a\r`, `a\r\n`",
        "`\n\n`, `\r\n\r\n`",
        "`\r\r\n\r`, `\r\n\r\n\r\n`",
        "`\n\r`, `\r\n\r\n`",
        "`.a\r\n.\r\n`, `.a\r\n.\r\n`",
      })
  void endsEveryLine(String text, String ended) {
    assertThat(whole(text)).isEqualTo(ended);
  }

  @Test
  void chunkingNeverChangesTheResult() {
    Seed.repeat(
        500,
        random -> {
          byte[] octets = new byte[random.nextInt(60)];
          for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) "\r\n\nab\u00e9.".charAt(random.nextInt(7));
          }
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          LineEnds lines = new LineEnds();
          for (int at = 0; at < octets.length; ) {
            int to = at + random.nextInt(octets.length - at) + 1;
            lines.feed(octets, at, to, out::write);
            at = to;
          }
          lines.end(out::write);
          String ended = out.toString(ISO_8859_1);
          assertThat(ended).isEqualTo(whole(new String(octets, ISO_8859_1)));
          assertThat(whole(ended)).isEqualTo(ended);
        });
  }
}
