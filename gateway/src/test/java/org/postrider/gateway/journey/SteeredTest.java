// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.gateway.plugins.TestJars;
import org.postrider.testkit.Waits;

/// The built program with a plug-in that has a say about mail that was accepted: what it does
/// follows from the recipient's local part, up to a hyphen.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeredTest {
  private static final String STEER =
      """
      package steer;
      import java.util.List;
      import java.util.concurrent.locks.LockSupport;
      import org.postrider.plugins.api.*;
      import org.postrider.smtp.protocol.address.*;
      import org.postrider.smtp.protocol.message.Content;

      public final class P implements SmtpPlugin {
        public String name() { return "steer"; }

        public void install(Host host) {
          int second = (int) host.settings().number("second", 25, 1, 65535);
          host.onRelay(Answer.pure(recipient -> Relay.ALLOW));
          host.onQueued(message -> switch (what(message.recipients().getFirst())) {
            case "never" -> Verdict.refuse("5.7.1", "not for anybody");
            case "discard" -> new ContentVerdict.Discard("of no use");
            default -> Verdict.pass();
          });
          host.onAttempt(attempt -> verdict(attempt, second));
          host.onOutcome(told -> {
            if (what(told.recipient()).equals("watched")) {
              host.submit(
                  new ReversePath(Mailbox.parse("watch@home.test")),
                  List.of(Mailbox.parse("watcher@home.test")),
                  report(told));
            }
          });
        }

        private static String what(Mailbox recipient) {
          return recipient.local().value().split("-")[0];
        }

        private static Attempt.Verdict verdict(Attempt attempt, int second) {
          boolean first = attempt.number() == 1;
          return switch (what(attempt.message().recipients().getFirst())) {
            case "named" -> new Attempt.RouteBy("elsewhere");
            case "host" -> new Attempt.RouteTo("127.0.0.1", second);
            case "later" -> first ? Verdict.later("4.7.1", "not yet") : Verdict.pass();
            case "refused" -> Verdict.refuse("5.7.1", "not that way");
            case "hold" -> first ? new ContentVerdict.Hold("to look at") : Verdict.pass();
            case "throws" -> first ? fail() : Verdict.pass();
            case "hangs" -> first ? never() : Verdict.pass();
            default -> Verdict.pass();
          };
        }

        private static Verdict fail() { throw new AssertionError("not today"); }

        private static Verdict never() {
          long until = System.nanoTime() + 5_000_000_000L;
          while (System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
          }
          return Verdict.pass();
        }

        private static Content report(Told.Attempted told) {
          String text =
              "From: watch@home.test\\nMessage-ID: <report@b.example>\\nSubject: " + told.ending()
                  + "\\n\\n" + told.recipient() + " attempt " + told.attempt() + " by " + told.hop()
                  + "\\n";
          return Content.of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
      }
      """;

  /// Fails at each attempt, and is passed over.
  private static final String PASSED_OVER =
      """
      package over;
      import org.postrider.plugins.api.*;
      public final class P implements SmtpPlugin {
        public String name() { return "over"; }
        public void install(Host host) {
          host.onAttempt(attempt -> { throw new IllegalStateException("always"); });
        }
      }
      """;

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int second = BuiltServer.freePort();
  private BuiltServer server;
  private BuiltServer next;

  @BeforeAll
  void start() throws Exception {
    Path home = Files.createDirectory(directory.resolve("gateway"));
    pack(home, "steer", STEER);
    pack(home, "over", PASSED_OVER);
    pack(home, "other", other("one"));
    server =
        BuiltServer.configured(
            home,
            mx,
            """
            hostname = "mx.steered.test"
            [[listener]]
            name = "mx"
            kind = "mx"
            address = "127.0.0.1:%d"
            [[route]]
            domains = ["*"]
            hop = "maildir"
            directory = "mail"
            [[route]]
            name = "elsewhere"
            hop = "maildir"
            directory = "elsewhere"
            [delivery]
            retry = ["1s"]
            [plugins.other]
            [plugins.over]
            on-failure = "pass"
            [plugins.steer]
            second = %d
            deadline = "300ms"
            breaker-failures = 0
            [admin]
            address = "127.0.0.1:%d"
            [log]
            mail = "mail.log"
            """
                .formatted(mx, second, BuiltServer.freePort()));
    next = nextHop();
    next.start();
    server.start();
  }

  private BuiltServer nextHop() throws IOException {
    return BuiltServer.configured(
        Files.createDirectory(directory.resolve("second")),
        second,
        """
        hostname = "mx.second.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [[route]]
        domains = ["*"]
        hop = "maildir"
        directory = "mail"
        [plugins.relay]
        local = ["home.test"]
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "none"
        """
            .formatted(second, BuiltServer.freePort()));
  }

  private static String other(String version) {
    return """
    package other;
    import org.postrider.plugins.api.*;
    public final class P implements SmtpPlugin {
      public String name() { return "other"; }
      public void install(Host host) {
        host.onAttempt(attempt -> { host.meter().count("%s"); return Verdict.pass(); });
      }
    }
    """
        .formatted(version);
  }

  private static void pack(Path home, String name, String source) throws IOException {
    Path made = directory.resolve("made-" + name + ".jar");
    new TestJars(Files.createTempDirectory(directory, "jar"))
        .pack(
            made,
            Map.of(name + "/P.java", source),
            Map.of("META-INF/services/org.postrider.plugins.api.SmtpPlugin", name + ".P"));
    Path jar = home.resolve("plugins").resolve(name).resolve(name + ".jar");
    Files.createDirectories(jar.getParent());
    Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @AfterAll
  void stop() {
    server.close();
    next.close();
  }

  private String send(String to, String mark) throws IOException {
    try (Talk talk = Talk.with(mx)) {
      talk.ask("EHLO client.example");
      talk.ask("MAIL FROM:<author@home.test>");
      talk.ask("RCPT TO:<" + to + "@home.test>");
      talk.ask("DATA");
      return talk.ask("Message-ID: <" + mark + "@b.example>\r\nSubject: x\r\n\r\nhello\r\n.");
    }
  }

  private Arrivals at(String place) throws IOException {
    return new Arrivals(Files.createDirectories(directory.resolve(place)));
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("gateway/mail.log"), StandardCharsets.UTF_8);
  }

  private String told(String event, String to) throws IOException {
    return log()
        .lines()
        .filter(line -> line.contains("\"event\":\"" + event + "\""))
        .filter(line -> line.contains("\"to\":\"" + to + "@home.test\""))
        .findFirst()
        .orElse("");
  }

  private String awaitTold(String event, String to) {
    await().atMost(Waits.LONGEST).until(() -> !told(event, to).isEmpty());
    try {
      return told(event, to);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void mailGoesWhereThePluginSaysAndElsewhereAsConfigured() throws Exception {
    assertThat(send("named", "named")).startsWith("250");
    assertThat(send("host", "host")).startsWith("250");
    assertThat(send("plain", "plain")).startsWith("250");
    at("gateway/elsewhere/home.test/named").once("named");
    assertThat(at("second/mail/home.test/host").once("host"))
        .contains("by mx.second.test with ", "by mx.steered.test with ");
    at("gateway/mail/home.test/plain").once("plain");
    assertThat(awaitTold("delivered", "host"))
        .contains("\"hop\":\"127.0.0.1[127.0.0.1]:" + second + "\"");
  }

  @Test
  void aRefusalForGoodIsToldToTheAuthor() throws Exception {
    assertThat(send("refused", "refused")).startsWith("250");
    assertThat(awaitTold("failed", "refused"))
        .contains("\"hop\":\"plug-in steer\"", "\"reason\":\"550 5.7.1 not that way\"");
    String notice = at("gateway/mail/home.test/author").once("refused");
    assertThat(notice)
        .contains("Return-Path: <>", "Final-Recipient: rfc822; refused@home.test")
        .contains("Status: 5.7.1", "not that way");
    assertThat(send("never", "never")).startsWith("250");
    assertThat(at("gateway/mail/home.test/author").once("never"))
        .contains("Final-Recipient: rfc822; never@home.test", "not for anybody");
  }

  @ParameterizedTest
  @ValueSource(strings = {"later", "throws", "hangs"})
  void whatIsPutOffWaitsAndArrivesOnce(String how) throws Exception {
    assertThat(send(how, how)).startsWith("250");
    at("gateway/mail/home.test/" + how).once(how);
    assertThat(awaitTold("deferred", how))
        .contains("\"attempt\":1", "\"hop\":\"plug-in steer\"")
        .contains(how.equals("later") ? "450 4.7.1 not yet" : "451 4.3.0 Local problem");
    assertThat(awaitTold("delivered", how)).contains("\"attempt\":2");
  }

  @Test
  void whatIsThrownAwayIsGoneAndSaidSo() throws Exception {
    assertThat(send("discard", "discard")).startsWith("250");
    assertThat(awaitTold("delivered", "discard"))
        .contains("\"hop\":\"discard\"", "thrown away by plug-in steer: of no use");
  }

  @Test
  void whatIsHeldGoesOnWhenAnOperatorSaysSo() throws Exception {
    String reply = send("hold", "hold");
    assertThat(reply).startsWith("250");
    assertThat(awaitTold("held", "hold")).contains("\"reason\":\"steer: to look at\"");
    String id = reply.substring(reply.lastIndexOf(' ') + 1);
    Command released = Command.run("", server.command("queue", "release", id));
    assertThat(released.status()).as(released.output()).isZero();
    at("gateway/mail/home.test/hold").once("hold");
  }

  @Test
  void anOutcomeIsToldAndWhatIsSubmittedArrives() throws Exception {
    assertThat(send("watched", "watched")).startsWith("250");
    String report = at("gateway/mail/home.test/watcher").once("report");
    assertThat(report)
        .contains("Return-Path: <watch@home.test>")
        .contains("Received: by mx.steered.test (plug-in steer)\n\tid ")
        .contains("\n\tfor <watcher@home.test>;")
        .containsPattern("\nDate: \\w{3}, ")
        .contains("Subject: DELIVERED\n\nwatched@home.test attempt 1 by ");
    await().atMost(Waits.LONGEST).until(() -> log().contains("\"event\":\"composed\""));
    assertThat(log()).contains("\"by\":\"steer\"");
  }

  /// The next attempts are asked of the new one; those under way end with the old one.
  @Test
  void anotherPluginIsReloadedUnderTraffic() throws Exception {
    AtomicBoolean reloading = new AtomicBoolean(true);
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> sent =
          senders.submit(() -> {
            int count = 0;
            while (reloading.get() && count < 150) {
              assertThat(send(count % 3 == 0 ? "later-" + count : "plain-" + count, "t" + count))
                  .startsWith("250");
              count++;
            }
            return count;
          });
      for (String version : new String[] {"two", "three", "four"}) {
        pack(directory.resolve("gateway"), "other", other(version));
        Command reloaded = Command.run("", server.command("reload"));
        assertThat(reloaded.status()).as(reloaded.output()).isZero();
      }
      reloading.set(false);
      int count = sent.get();
      for (int i = 0; i < count; i++) {
        at("gateway/mail/home.test/" + (i % 3 == 0 ? "later-" : "plain-") + i).once("t" + i);
      }
    }
    assertThat(Command.run("", server.command("plugin", "list")).output())
        .contains("other", "asked      about attempt; ")
        .contains("asked      about relay, queued, attempt, outcome; ");
  }
}
