// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// Messages that plug-ins make themselves.
class SubmitTest {
  private static Submission submission(String text, String... to) {
    return submission(text, false, to);
  }

  private static Submission submission(String text, boolean shadow, String... to) {
    return new Submission(
        "watchman",
        new ReversePath(Mailbox.parse("watch@local.example")),
        Stream.of(to).map(Mailbox::parse).toList(),
        Content.of(text.getBytes(StandardCharsets.UTF_8)),
        shadow);
  }

  private static String content(RunningServer running, MessageId id) throws IOException {
    try (InputStream in = running.spool.content(id).orElseThrow().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aMessageIsInTheQueueBelowOurTraceField() throws Exception {
    try (RunningServer running = RunningServer.start()) {
      MessageId id =
          running.server.submit(
              submission("Subject: x\n\nhello\rthere", "a@one.example", "b@two.example"));
      String text = content(running, id);
      assertThat(text)
          .startsWith("Received: by mx.local.example (plug-in watchman)\r\n\tid " + id + ";\r\n\t")
          .contains("\r\nDate: ", "\r\nMessage-ID: <" + id + "@mx.local.example>\r\n")
          .endsWith("Subject: x\r\n\r\nhello\r\nthere\r\n");
      List<Listing.Item> queued = running.spool.list(Query.ALL, null, 10).items();
      assertThat(queued)
          .extracting(item -> item.entry().destination())
          .containsExactlyInAnyOrder("one.example", "two.example");
      assertThat(queued.getFirst().envelope().client()).isEqualTo("plug-in watchman");
      assertThat(queued.getFirst().envelope().sender()).hasToString("<watch@local.example>");
      assertThat(running.told)
          .singleElement()
          .isEqualTo(
              new Told.Composed(
                  id,
                  "watchman",
                  new ReversePath(Mailbox.parse("watch@local.example")),
                  List.of(Mailbox.parse("a@one.example"), Mailbox.parse("b@two.example")),
                  text.length()));
    }
  }

  @Test
  void whatItSaysOfItselfIsLeftAlone() throws Exception {
    String own = "Date: Mon, 5 Jan 2026 12:00:00 +0000\r\nMessage-ID: <x@y>\r\n\r\n\u00fc\r\n";
    try (RunningServer running = RunningServer.start()) {
      MessageId id = running.server.submit(submission(own, "a@one.example"));
      assertThat(content(running, id))
          .containsOnlyOnce("Date: ")
          .containsOnlyOnce("Message-ID: ")
          .contains("\r\n\tfor <a@one.example>;")
          .endsWith(own);
      assertThat(running.spool.envelope(id).orElseThrow().body()).isEqualTo(Body.EIGHT_BIT);
      assertThat(running.spool.envelope(id).orElseThrow().smtpUtf8()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello\r\n", "\r\nhello\r\n", " x: y\r\n\r\n", "a: b\r\n\r\nx\0y"})
  void whatIsNoMessageIsRefused(String text) throws Exception {
    try (RunningServer running = RunningServer.start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> running.server.submit(submission(text, "a@one.example")));
      assertThat(running.spool.list(Query.ALL, null, 10).items()).isEmpty();
    }
  }

  @Test
  void aMessageNeedsARecipient() {
    assertThatIllegalArgumentException().isThrownBy(() -> submission("A: b\r\n\r\n"));
  }

  @Test
  void whatIsTooLargeOrLoopsIsRefused() throws Exception {
    try (RunningServer running = RunningServer.start()) {
      String large = "A: b\r\n\r\n" + "x".repeat((int) RunningServer.LIMITS.messageSize());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> running.server.submit(submission(large, "a@one.example")))
          .withMessageContaining("octets");
      String far = "Received: by x; now\r\n".repeat(RunningServer.LIMITS.hops() + 1) + "\r\n";
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> running.server.submit(submission(far, "a@one.example")))
          .withMessageContaining("a loop");
      assertThat(running.spool.list(Query.ALL, null, 10).items()).isEmpty();
    }
  }

  @Test
  void inShadowItIsOnlyChecked() throws Exception {
    try (RunningServer running = RunningServer.start()) {
      running.server.submit(submission("A: b\r\n\r\n", true, "a@one.example"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> running.server.submit(submission("no", true, "a@one.example")));
      assertThat(running.spool.list(Query.ALL, null, 10).items()).isEmpty();
      assertThat(running.told).isEmpty();
    }
  }

  @Test
  void anEventLoopIsNotHeldUp() throws Exception {
    try (RunningServer running = RunningServer.start()) {
      Submission submission = submission("A: b\r\n\r\n", "a@one.example");
      assertThatIllegalStateException()
          .isThrownBy(() -> running.onLoop(() -> running.server.submit(submission)))
          .withMessageContaining("pure answer");
    }
  }
}
