// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// The worst plug-in there is, loaded from its jar by a gateway on real sockets: whatever it does,
/// other mail goes on, nothing that was accepted is lost, and log and metrics name it.
class HostilePluginTest {
  /// What the plug-in does follows from the sender's local part.
  private static final String HOSTILE =
      """
      package hostile;

      import com.github.benmanes.caffeine.cache.Caffeine;
      import java.util.AbstractList;
      import java.util.concurrent.locks.LockSupport;
      import org.postrider.plugins.api.*;

      public final class P implements SmtpPlugin {
        public String name() { return "hostile"; }

        public void install(Host host) {
          host.onRelay(Answer.pure(recipient -> Relay.ALLOW));
          host.onHello(Answer.pure(hello -> {
            if (hello.name().equals("slow.example")) {
              LockSupport.parkNanos(50_000_000);
            }
            return Verdict.pass();
          }));
          host.onMail(mail -> verdict(mail.sender().toString()));
          host.onMessage(message -> {
            String sender = message.mail().sender().toString();
            return sender.startsWith("<half")
                ? new ContentVerdict.Amend(new HalfAList())
                : sender.startsWith("<whole-half")
                    ? new ContentVerdict.Amend(java.util.List.of(new Change.AddField("X-H", "1")))
                    : Verdict.pass();
          });
          host.onMessage(message -> {
            if (message.mail().sender().toString().startsWith("<whole-half")) {
              throw new IllegalStateException("after the first half");
            }
            return Verdict.pass();
          });
        }

        private static Verdict verdict(String sender) throws Exception {
          switch (sender.substring(1, sender.indexOf('@'))) {
            case "throws": throw new IllegalStateException("thrown");
            case "asserts": throw new AssertionError("thrown");
            case "links": throw new NoClassDefFoundError("thrown");
            case "recurses": return verdict(deeper(sender));
            case "null": return null;
            case "hangs": return never();
            case "allocates":
              return Verdict.refuse("5.7.1", "" + new long[Integer.MAX_VALUE].length);
            case "threads": return leak();
            case "version": return Verdict.refuse("5.7.1", Caffeine.version());
            default: return Verdict.pass();
          }
        }

        private static String deeper(String sender) { return deeper(sender) + sender; }

        private static Verdict never() {
          String round = System.getProperty("hostile.round");
          while (round.equals(System.getProperty("hostile.round"))) {
            LockSupport.parkNanos(10_000_000); // from an interrupt on it does not even park
          }
          return Verdict.pass();
        }

        private static Verdict leak() {
          for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(P::never, "leaked");
            thread.setDaemon(true);
            thread.start();
          }
          return Verdict.pass();
        }

        private static final class HalfAList extends AbstractList<Change> {
          public Change get(int index) {
            if (index == 0) {
              return new Change.AddField("X-Half", "1");
            }
            throw new IllegalStateException("no more");
          }

          public int size() { return 2; }
        }
      }
      """;

  private static final String OTHER_CAFFEINE =
      """
      package com.github.benmanes.caffeine.cache;
      public final class Caffeine {
        public static String version() { return "ours"; }
      }
      """;

  @TempDir Path directory;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.postrider.smtp.server");
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          log.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void prepare() throws IOException {
    System.setProperty("hostile.round", directory.toString());
    new TestJars(directory)
        .pack(
            directory.resolve("plugins/hostile/hostile.jar"),
            Map.of(
                "hostile/P.java",
                HOSTILE,
                "com/github/benmanes/caffeine/cache/Caffeine.java",
                OTHER_CAFFEINE),
            Map.of("META-INF/services/org.postrider.plugins.api.SmtpPlugin", "hostile.P"));
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void end() {
    logger.detachAppender(appender);
    System.clearProperty("hostile.round");
  }

  private LiveGateway started(String settings) throws Exception {
    return LiveGateway.start(directory, "[plugins.hostile]\n" + settings);
  }

  private static String metric(String fate, String question) {
    return "postrider_plugin_asked_total{fate=\"%s\",plugin=\"hostile\",question=\"%s\"} "
        .formatted(fate, question);
  }

  /// One more message is accepted, and all that ever were are delivered.
  private void assertThatMailGoesOn(LiveGateway live, int accepted) throws IOException {
    assertThat(live.send("client.example", "good")).startsWith("250 2.0.0");
    await().atMost(Duration.ofSeconds(60)).until(() -> live.delivered() == accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "throws, mail, failed, threw java.lang.IllegalStateException",
    "asserts, mail, failed, threw java.lang.AssertionError",
    "links, mail, failed, threw java.lang.NoClassDefFoundError",
    "recurses, mail, failed, threw java.lang.StackOverflowError",
    "null, mail, failed, answered null",
    "hangs, mail, late, gave no answer within PT0.3S",
    "allocates, mail, failed, threw java.lang.OutOfMemoryError",
    "half, message, failed, threw java.lang.IllegalStateException: no more",
    "whole-half, message, failed, threw java.lang.IllegalStateException: after the first half"
  })
  void itsFailureDefersOneMessageAndIsNamed(String trick, String question, String fate, String line)
      throws Exception {
    try (LiveGateway live = started("deadline = \"300ms\"")) {
      assertThat(live.send("client.example", trick)).startsWith("451 4.3.0");
      assertThat(log)
          .anyMatch(said -> said.startsWith("plug-in hostile " + line))
          .anyMatch(said -> said.endsWith(" when it was asked about " + question));
      assertThat(live.metrics()).contains(metric(fate, question) + "1.0");
      assertThatMailGoesOn(live, 1);
    }
  }

  @Test
  void oneThatHangsFillsItsOwnRoomAndIsThenLeftAlone() throws Exception {
    try (LiveGateway live =
        started("deadline = \"100ms\"\nat-once = 4\nbreaker-failures = 3\non-failure = \"pass\"")) {
      for (int i = 0; i < 6; i++) {
        assertThat(live.send("client.example", "hangs")).startsWith("250 2.0.0");
      }
      assertThat(live.metrics())
          .contains(metric("late", "mail") + "3.0")
          .contains(metric("shut", "mail") + "3.0");
      assertThat(log)
          .contains("plug-in hostile fails too often and is not asked about mail for PT30S");
      await().atMost(Duration.ofSeconds(60)).until(() -> live.delivered() == 6);
    }
  }

  @Test
  void aPureAnswerThatWaitsIsNoLongerAskedOnTheEventLoop() throws Exception {
    try (LiveGateway live = started("")) {
      for (int i = 0; i < 5; i++) {
        assertThat(live.send("slow.example", "good")).startsWith("250 2.0.0");
      }
      assertThat(log)
          .filteredOn(said -> said.contains("says of hello that it only computes"))
          .hasSize(3)
          .last()
          .asString()
          .endsWith("it is asked beside the sessions from now on");
    }
  }

  @Test
  void leakedThreadsAndOtherVersionsOfOurLibrariesHarmNobody() throws Exception {
    try (LiveGateway live = started("")) {
      assertThat(live.send("client.example", "threads")).startsWith("250 2.0.0");
      assertThat(live.send("client.example", "version")).isEqualTo("550 5.7.1 ours");
      assertThatMailGoesOn(live, 2);
    }
  }

  @Test
  void nothingOfAHalfAmendmentIsKept() throws Exception {
    try (LiveGateway live = started("on-failure = \"pass\"")) {
      assertThat(live.send("client.example", "half")).startsWith("250 2.0.0");
      await().atMost(Duration.ofSeconds(60)).until(() -> live.delivered() == 1);
      try (var files = Files.list(directory.resolve("mail/example.net/you/new"))) {
        assertThat(Files.readString(files.findFirst().orElseThrow())).doesNotContain("X-Half");
      }
    }
  }
}
