// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.Waits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log's lines are read by other people's programs: `log/lines.jsonl` pins them, and
/// `-Dgolden.write=true` writes it anew.
class MailLogTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("postrider.root", ".."))
          .resolve("gateway/src/test/resources/log/lines.jsonl");

  private final ManualClock clock = new ManualClock(Events.AT);

  @TempDir Path directory;

  @Test
  void everyEventHasItsLine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MailLog log = MailLog.open(out, OutputStream.nullOutputStream(), clock)) {
      Events.all().forEach(log);
    }
    String lines = out.toString(StandardCharsets.UTF_8);
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, lines);
    }
    assertThat(lines).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void hostileTextMakesNoLineOfItsOwn() throws IOException {
    for (String line : Files.readAllLines(GOLDEN)) {
      JsonNode read = JsonMapper.shared().readTree(line);
      assertThat(read.path("time").asString()).isEqualTo("2026-11-23T12:34:56.007Z");
      assertThat(line.chars()).allMatch(c -> c >= ' ' && c != 127 && c != 0x202e);
    }
    assertThat(Files.readAllLines(GOLDEN)).hasSameSizeAs(Events.all());
  }

  @Test
  void whatDoesNotFitIsCounted() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    OutputStream stalled =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
          }

          @Override
          public void write(byte[] octets, int from, int length) throws IOException {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            lines.write(octets, from, length);
          }
        };
    int told = 3 * MailLog.WAITING;
    try (MailLog log = MailLog.open(stalled, OutputStream.nullOutputStream(), clock)) {
      for (int i = 0; i < told; i++) {
        log.accept(Events.all().get(2));
      }
      assertThat(log.lost()).isPositive();
      go.countDown();
    }
    long lost = 0;
    long written = 0;
    for (String line : lines.toString(StandardCharsets.UTF_8).lines().toList()) {
      JsonNode read = JsonMapper.shared().readTree(line);
      boolean missing = read.path("event").asString().equals("lost");
      lost += missing ? read.path("count").asLong() : 0;
      written += missing ? 0 : 1;
    }
    assertThat(lost + written).isEqualTo(told);
  }

  @Test
  void goesOnInAnotherFile() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    try (MailLog log =
        MailLog.open(Outputs.named(first.toString()), OutputStream.nullOutputStream(), clock)) {
      log.accept(Events.all().getFirst());
      Awaitility.await().atMost(Waits.LONGEST).until(() -> Files.size(first) > 0);
      log.redirect(Outputs.named(second.toString()));
      log.accept(Events.all().getFirst());
    }
    assertThat(Files.readAllLines(first)).hasSize(1);
    assertThat(Files.readAllLines(second)).isEqualTo(Files.readAllLines(first));
  }
}
