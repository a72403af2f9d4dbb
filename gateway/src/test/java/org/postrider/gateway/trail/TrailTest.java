// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ManualClock;

class TrailTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final long SIZE = 16 << 20;

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock(NOON);

  private Trail trail() throws IOException {
    return Trail.open(directory.resolve("trail"), WEEK, SIZE, clock);
  }

  private static void say(Trail trail, String id, String event, String to) throws IOException {
    String line = "{\"event\":\"%s\",\"id\":\"%s\",\"to\":[\"%s\"]}\n".formatted(event, id, to);
    trail.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("trail"))) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> ofId(String id, Instant accepted) throws IOException {
    List<String> events = new ArrayList<>();
    new TrailSearch(directory.resolve("trail"))
        .byId(id, accepted, event -> events.add(event.path("event").asString()));
    return events;
  }

  @Test
  void whatWasSaidIsFoundOverFilesAndStarts() throws IOException {
    try (Trail trail = trail()) {
      say(trail, "A", "accepted", "b@x.example");
      say(trail, "B", "accepted", "c@x.example");
    }
    clock.advance(Duration.ofMinutes(30));
    try (Trail trail = trail()) {
      say(trail, "A", "deferred", "b@x.example");
      clock.advance(Duration.ofHours(5));
      say(trail, "A", "delivered", "b@x.example");
      trail.write(
          "{\"event\":\"notified\",\"id\":\"N\",\"about\":\"A\"}\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(files())
        .containsExactly("2026-11-26T12-00-00.000Z.jsonl", "2026-11-26T17-30-00.000Z.jsonl");
    assertThat(ofId("A", NOON)).containsExactly("accepted", "deferred", "delivered", "notified");
    assertThat(ofId("A", NOON.plus(Duration.ofHours(6)))).containsExactly("delivered", "notified");
    assertThat(ofId("C", NOON)).isEmpty();
    List<String> ids = new ArrayList<>();
    new TrailSearch(directory.resolve("trail"))
        .byAddress("C@X.example", event -> ids.add(event.path("id").asString()));
    assertThat(ids).containsExactly("B");
  }

  @Test
  void whatIsTooOldIsDeleted() throws IOException {
    try (Trail trail = trail()) {
      say(trail, "A", "accepted", "b@x.example");
      clock.advance(Duration.ofDays(6));
      say(trail, "B", "accepted", "b@x.example");
      assertThat(files()).hasSize(2);
      clock.advance(Duration.ofDays(6));
      say(trail, "C", "accepted", "b@x.example");
      assertThat(files()).hasSize(3);
      clock.advance(Duration.ofDays(2));
      say(trail, "D", "accepted", "b@x.example");
    }
    assertThat(ofId("A", NOON)).isEmpty();
    assertThat(ofId("C", NOON)).containsExactly("accepted");
    assertThat(files()).hasSize(3);
  }

  @Test
  void allFilesTogetherStayWithinTheirSize() throws IOException {
    byte[] line = ("{\"event\":\"" + "x".repeat(65_500) + "\"}\n").getBytes(StandardCharsets.UTF_8);
    try (Trail trail = trail()) {
      for (int i = 0; i < 1000; i++) {
        clock.advance(Duration.ofSeconds(1));
        trail.write(line);
      }
    }
    long size = 0;
    for (String file : files()) {
      size += Files.size(directory.resolve("trail").resolve(file));
    }
    assertThat(size).isBetween(SIZE * 3 / 4, SIZE + SIZE / 16);
  }

  @Test
  void aLineThatIsHalfWrittenAndFilesOfOthersAreLeftOut() throws IOException {
    try (Trail trail = trail()) {
      say(trail, "A", "accepted", "b@x.example");
    }
    Path file = directory.resolve("trail").resolve(files().getFirst());
    Files.writeString(file, "{\"event\":\"deliv \"A\"", StandardOpenOption.APPEND);
    Files.writeString(directory.resolve("trail/notes.jsonl"), "{\"event\":\"x\",\"id\":\"A\"}\n");
    assertThat(ofId("A", NOON)).containsExactly("accepted");
  }

  @Test
  void whereNothingWasKeptNothingIsFound() throws IOException {
    assertThat(ofId("A", NOON)).isEmpty();
  }
}
