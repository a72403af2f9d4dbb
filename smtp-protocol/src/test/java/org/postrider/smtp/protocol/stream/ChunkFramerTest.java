// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.testkit.Seed;

/// Chunks among commands: what is taken for content, and what for lines.
class ChunkFramerTest {
  private static final int MOST_CHUNK = 40;

  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /// Reads commands and the chunks behind them, as a server's wire does.
  private static final class Session implements LineFramer.Lines {
    final List<String> heard = new ArrayList<>();
    private final LineFramer framer = new LineFramer(LineFramer.COMMAND_OCTETS);
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable ChunkFramer chunk;

    int take(byte[] in, int from, int to) {
      int at = from;
      while (at < to) {
        ChunkFramer now = chunk;
        at += now == null ? framer.feed(in, at, to, this) : now.feed(in, at, to, content::write);
        ended();
      }
      return to - from;
    }

    private void ended() {
      if (chunk != null && chunk.ended()) {
        heard.add("chunk of " + content.toString(ISO_8859_1));
        content.reset();
        chunk = null;
      }
    }

    @Override
    public boolean line(byte[] octets, int from, int to) {
      Command command = CommandParser.parse(octets, from, to);
      heard.add(command.toString());
      if (command instanceof Command.Bdat(long size, _)) {
        chunk = new ChunkFramer(size);
      }
      return chunk == null;
    }

    @Override
    public boolean flawed(LineFramer.Flaw flaw) {
      heard.add(flaw.name());
      return true;
    }
  }

  @Test
  void takesWhatWasNamedAndLeavesTheRest() {
    ChunkFramer framer = new ChunkFramer(5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] in = octets("xx.\r\n.\rQUIT\r\n");
    assertThat(framer.feed(in, 2, 4, out::write)).isEqualTo(2);
    assertThat(framer.ended()).isFalse();
    assertThat(framer.feed(in, 4, in.length, out::write)).isEqualTo(3);
    assertThat(framer.ended()).isTrue();
    assertThat(framer.feed(in, 7, in.length, out::write)).isZero();
    assertThat(out.toString(ISO_8859_1)).isEqualTo(".\r\n.\r");
  }

  @Test
  void anEmptyChunkHasEndedAlready() {
    assertThat(new ChunkFramer(0).ended()).isTrue();
    assertThatThrownBy(() -> new ChunkFramer(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestChunkHasNoEndInSight() {
    ChunkFramer framer = new ChunkFramer(Long.MAX_VALUE);
    byte[] in = new byte[1 << 16];
    for (int i = 0; i < 100; i++) {
      assertThat(framer.feed(in, 0, in.length, (_, _, _) -> {})).isEqualTo(in.length);
    }
    assertThat(framer.ended()).isFalse();
  }

  /// Whatever stands in a chunk, and however all is divided, commands stay commands and content
  /// stays content.
  @Test
  void hearsWhatWasSaidInAnyDivision() {
    Seed.repeat(
        5_000,
        random -> {
          ByteArrayOutputStream wire = new ByteArrayOutputStream();
          List<String> said = new ArrayList<>();
          for (int parts = random.nextInt(6); parts > 0; parts--) {
            say(random, wire, said);
          }
          wire.writeBytes(octets("QUIT\r\n"));
          said.add(new Command.Quit().toString());
          Session session = new Session();
          Chunks.each(wire.toByteArray(), random, session::take);
          assertThat(session.heard).isEqualTo(said);
        });
  }

  private static void say(RandomGenerator random, ByteArrayOutputStream wire, List<String> said) {
    if (random.nextInt(3) == 0) {
      wire.writeBytes(octets("NOOP\r\n"));
      said.add(new Command.Noop().toString());
      return;
    }
    byte[] content =
        random.nextBoolean()
            ? Chunks.octets(random, MOST_CHUNK, "\r\n.\r\n.\0")
            : octets("\r\n.\r\nBDAT 3 LAST\r\nQUIT\r\nRSET\r\n");
    boolean last = random.nextBoolean();
    wire.writeBytes(octets("BDAT " + content.length + (last ? " LAST\r\n" : "\r\n")));
    said.add(new Command.Bdat(content.length, last).toString());
    if (content.length > 0) {
      wire.writeBytes(content);
      said.add("chunk of " + new String(content, ISO_8859_1));
    } else {
      said.add("chunk of ");
    }
  }

  /// Any octets at all, most of them such as matter.
  @Test
  void hearsTheSameInAnyDivision() {
    Seed.repeat(
        5_000,
        random -> {
          ByteArrayOutputStream wire = new ByteArrayOutputStream();
          for (int lines = random.nextInt(8); lines > 0; lines--) {
            wire.writeBytes(Chunks.octets(random, 12, "BDAT 0129 LAST\r\n"));
            wire.writeBytes(octets("BDAT " + random.nextInt(12) + "\r\n"));
          }
          byte[] in = wire.toByteArray();
          Session whole = new Session();
          whole.take(in, 0, in.length);
          Session divided = new Session();
          Chunks.each(in, random, divided::take);
          assertThat(divided.heard).isEqualTo(whole.heard);
          assertThat(divided.content.toByteArray()).isEqualTo(whole.content.toByteArray());
        });
  }

  /// What [LineCheck] sees is what patterns over the whole see, whatever the chunks.
  @Test
  void seesWhatNoLineMayHold() {
    Seed.repeat(
        10_000,
        random -> {
          byte[] in = Chunks.octets(random, 100, "aaaa\r\n\r\n\r\n\0\t\u00e9");
          String text = new String(in, ISO_8859_1);
          LineCheck check = new LineCheck();
          Chunks.each(
              in,
              random,
              (chunk, from, to) -> {
                check.feed(chunk, from, to);
                return to - from;
              });
          assertThat(check.bareCr()).isEqualTo(found("\r[^\n]", text));
          assertThat(check.bareLf()).isEqualTo(found("(?<!\r)\n", text));
          assertThat(check.nul()).isEqualTo(text.indexOf(0) >= 0);
          assertThat(check.endsInCr()).isEqualTo(text.endsWith("\r"));
          assertThat(check.endsLine()).isEqualTo(text.isEmpty() || text.endsWith("\r\n"));
        });
  }

  private static boolean found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).find();
  }
}
