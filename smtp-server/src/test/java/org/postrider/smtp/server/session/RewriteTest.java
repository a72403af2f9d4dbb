// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Change;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.receiver.Transaction;
import org.postrider.testkit.Seed;

class RewriteTest {
  private static final HeaderField TRACE =
      new HeaderField("", "Received: us\r\n".getBytes(ISO_8859_1));

  private final Spool spool = Spool.inMemory(InstantSource.system());

  @AfterEach
  void close() throws IOException {
    spool.close();
  }

  /// What is kept: the head, a bar, and the content where that is new.
  private String kept(Content staged, Change... changes) throws IOException {
    HeaderScan scan = new HeaderScan();
    try (InputStream in = staged.open()) {
      byte[] octets = in.readAllBytes();
      scan.octets(octets, 0, octets.length);
    }
    Rewrite.Done done =
        new Rewrite(staged, scan, amended(changes), 1_000)
            .perform(TRACE, () -> spool.intake(staged.size()));
    String head = new String(done.head(), ISO_8859_1) + "|";
    Intake content = done.content();
    if (content == null) {
      return head;
    }
    try (InputStream in = content.staged().open()) {
      return head + new String(in.readAllBytes(), ISO_8859_1);
    } finally {
      content.abandon();
    }
  }

  private static Amended amended(Change... changes) {
    Transaction transaction =
        new Transaction(
            ReversePath.NULL, 0, Body.SEVEN_BIT, false, MailParameters.NONE, Map.of(), null);
    return Amended.of(transaction, List.of(changes));
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(ISO_8859_1));
  }

  @Test
  void leavesTheContentWhereItIsNotReached() throws IOException {
    Content sent = content("Subject: a\r\n\r\nbody\r\n");
    assertThat(
            kept(
                sent,
                new Change.InsertField(1, "DKIM-Signature", "x"),
                new Change.AddField("X-Top", "y"),
                new Change.DeleteField("X-Not-There", 1),
                new Change.DeleteField("Received", 1)))
        .isEqualTo("X-Top: y\r\nReceived: us\r\nDKIM-Signature: x\r\n|");
  }

  @Test
  void makesChangesInOrder() throws IOException {
    Content sent =
        content("Subject: a\r\n\tb\r\nTo: \u00e9\r\nX: 1\r\nX: 2\r\n\r\n\u00e9\r\n.\r\n");
    assertThat(
            kept(
                sent,
                new Change.ReplaceField("subject", 1, "c"),
                new Change.InsertField(2, "In", "between"),
                new Change.DeleteField("x", 1),
                new Change.ReplaceField("x", 1, "3\r\n\tfolded"),
                new Change.ReplaceField("x", 2, "4"),
                new Change.AddField("Top", "t")))
        .isEqualTo(
            "Top: t\r\nReceived: us\r\n|subject: c\r\nIn: between\r\nTo: \u00e9\r\n"
                + "x: 3\r\n\tfolded\r\nx: 4\r\n\r\n\u00e9\r\n.\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Subject: a\r\n\r\nbody\r\n`, `Subject: a\r\n\r\nnew\r\n`",
        "`Subject: a\r\n\r\n`, `Subject: a\r\n\r\nnew\r\n`",
        "`Subject: a\r\n`, `Subject: a\r\n\r\nnew\r\n`",
        "`Subject: a\r\nno field\r\n`, `Subject: a\r\n\r\nnew\r\n`",
        "`no header\r\n`, `\r\nnew\r\n`",
        "`\r\nbody\r\n`, `\r\nnew\r\n`",
        "``, `\r\nnew\r\n`",
      })
  void replacesTheBody(String sent, String kept) throws IOException {
    assertThat(kept(content(sent), new Change.ReplaceBody(content("new"))))
        .isEqualTo("Received: us\r\n|" + kept);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Subject: a\r\nno field\r\n`, `Received: us\r\nY: 1\r\n|Subject: a\r\n\r\nno field\r\n`",
        "` indented\r\nbody\r\n`, `Received: us\r\nY: 1\r\n|\r\n indented\r\nbody\r\n`",
      })
  void putsAnEmptyLineAboveABodyThatHasNone(String sent, String kept) throws IOException {
    Content staged = content(sent);
    assertThat(kept(staged, new Change.InsertField(1, "Y", "1")).replace("|Y: 1\r\n", "Y: 1\r\n|"))
        .isEqualTo(kept);
  }

  @Test
  void anEmptyBodyMayTakeThePlaceOfOne() throws IOException {
    assertThat(kept(content("A: b\r\n\r\nbody\r\n"), new Change.ReplaceBody(content(""))))
        .isEqualTo("Received: us\r\n|A: b\r\n\r\n");
  }

  @Test
  void bareLineEndsOfABodyArePutRight() throws IOException {
    assertThat(kept(content("A: b\r\n\r\n"), new Change.ReplaceBody(content("a\nb\rc\r\n.\n"))))
        .isEqualTo("Received: us\r\n|A: b\r\n\r\na\r\nb\r\nc\r\n.\r\n");
  }

  @Test
  void nulInABodyIsNotWritten() {
    Content with = content("a\0b\r\n");
    assertThatThrownBy(() -> kept(content("A: b\r\n\r\n"), new Change.ReplaceBody(with)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NUL");
  }

  @Test
  void whatGrowsPastTheBoundIsNotWritten() {
    Content large = content("x".repeat(2_000));
    assertThatThrownBy(() -> kept(content("A: b\r\n\r\n"), new Change.ReplaceBody(large)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("over 1000 octets");
  }

  @Test
  void whatNeedsNoReadingIsTold() {
    assertThat(amended(new Change.AddField("A", "b")).staysAbove()).isTrue();
    assertThat(amended(new Change.InsertField(1, "A", "b")).staysAbove()).isTrue();
    assertThat(amended(new Change.InsertField(2, "A", "b")).staysAbove()).isFalse();
    assertThat(
            amended(new Change.AddField("A", "b"), new Change.InsertField(2, "A", "b"))
                .staysAbove())
        .isTrue();
    assertThat(amended(new Change.DeleteField("A", 1)).staysAbove()).isFalse();
    assertThat(amended(new Change.ReplaceBody(content(""))).staysAbove()).isFalse();
  }

  @Test
  void howItIsReadNeverChangesTheResult() {
    Seed.repeat(
        300,
        random -> {
          String sent =
              sample(random, "Subject: a\r\n", " fold\r\n", "X: \u00e9\r\n", "\r\n", "b\r\n");
          String body = sample(random, "\r", "\n", "x", "\r\n", ".");
          Change[] changes = changes(random, body);
          Change[] inPieces = changes.clone();
          for (int i = 0; i < changes.length; i++) {
            if (changes[i] instanceof Change.ReplaceBody) {
              inPieces[i] = new Change.ReplaceBody(pieces(body, random.nextInt()));
            }
          }
          assertThat(kept(pieces(sent, random.nextInt()), inPieces))
              .isEqualTo(kept(content(sent), changes));
        });
  }

  private static Change[] changes(RandomGenerator random, String body) {
    List<Change> changes = new ArrayList<>();
    for (int left = random.nextInt(5); left >= 0; left--) {
      changes.add(
          switch (random.nextInt(5)) {
            case 0 -> new Change.AddField("X", "top");
            case 1 -> new Change.InsertField(random.nextInt(5), "Subject", "inserted");
            case 2 -> new Change.ReplaceField("x", random.nextInt(3) + 1, "a\r\n b");
            case 3 -> new Change.DeleteField("SUBJECT", random.nextInt(3) + 1);
            default -> new Change.ReplaceBody(content(body));
          });
    }
    return changes.toArray(Change[]::new);
  }

  private static String sample(RandomGenerator random, String... parts) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  /// Content whose streams give a few octets at a time.
  private static Content pieces(String text, int seed) {
    byte[] octets = text.getBytes(ISO_8859_1);
    return new Content() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public InputStream open() {
        Random random = new Random(seed);
        return new ByteArrayInputStream(octets) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, 1 + random.nextInt(4)));
          }
        };
      }
    };
  }
}
