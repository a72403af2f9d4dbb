// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.testkit.Outside;

/// Many messages, and a spool that is slow, full or broken.
class LoadTest {

  @Test
  void takesEveryMessageOfManyClients() throws Exception {
    Path source = Outside.program("smtp-source");
    try (RunningServer running = RunningServer.start()) {
      Process process =
          new ProcessBuilder(
                  source.toString(),
                  "-s",
                  "20",
                  "-m",
                  "2000",
                  "-l",
                  "4096",
                  "-f",
                  "a@b.example",
                  "-t",
                  "c@local.example",
                  "127.0.0.1:" + running.address("mx").getPort())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      Set<MessageId> accepted = new HashSet<>();
      for (Told told : running.told) {
        assertThat(told).isInstanceOf(Told.Accepted.class);
        accepted.add(((Told.Accepted) told).id());
      }
      assertThat(accepted).hasSize(2_000);
    }
  }

  @Test
  void aSlowSpoolSlowsTheClientAndLosesNothing() throws Exception {
    SlowIntake intake = new SlowIntake();
    try (RunningServer running =
            RunningServer.startOn(
                stub(Optional.empty(), intake), RunningServer.LIMITS, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      String line = "0123456789".repeat(9) + "\r\n";
      Thread.ofVirtual()
          .start(() -> {
            try {
              client.say(line.repeat(100_000)).say(".\r\n");
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(client.reply()).startsWith("250 2.0.0");
      assertThat(intake.size()).isEqualTo(9_200_000L);
      assertThat(intake.mostUnwelcome).isLessThan(256 << 10);
    }
  }

  @Test
  void whatTheSpoolRefusesIsAnsweredInItsWords() throws Exception {
    assertThat(atMail(new SpoolRefusal.Full("no room"))).startsWith("452 4.3.1");
    assertThat(atMail(new SpoolRefusal.Unhealthy("disk"))).startsWith("451 4.3.0");
    assertThat(atEnd(new SpoolRefusal.Full("no room"))).startsWith("452 4.3.1");
    assertThat(atEnd(new SpoolRefusal.Unhealthy("disk"))).startsWith("451 4.3.0");
    assertThat(atEnd(new SpoolRefusal.DeadlinePassed())).startsWith("451 4.3.0");
    assertThat(atEnd(new Commit.Unknown("no answer"))).startsWith("451 4.3.0");
  }

  private static String atMail(SpoolRefusal refusal) throws IOException {
    Spool spool = stub(Optional.of(refusal), new SlowIntake());
    try (RunningServer running =
            RunningServer.startOn(spool, RunningServer.LIMITS, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      return client.ask("MAIL FROM:<a@b.example>");
    }
  }

  private static String atEnd(Commit commit) throws IOException {
    SlowIntake intake = new SlowIntake();
    intake.commit = commit;
    try (RunningServer running =
            RunningServer.startOn(
                stub(Optional.empty(), intake), RunningServer.LIMITS, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      return client.ask("Subject: x\r\n\r\n.");
    }
  }

  /// A spool of which a server uses only what is written here; the rest is that of a spool in
  /// memory.
  private static Spool stub(Optional<SpoolRefusal> admits, Intake intake) {
    Spool memory = Spool.inMemory(InstantSource.system());
    return (Spool)
        java.lang.reflect.Proxy.newProxyInstance(
            Spool.class.getClassLoader(),
            new Class<?>[] {Spool.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "admit" -> admits;
                  case "intake" -> intake;
                  default -> method.invoke(memory, arguments);
                });
  }

  /// Asks to be left alone after each 64 KiB, for as long as it takes to start a thread.
  private static final class SlowIntake implements Intake {
    private final AtomicInteger unwelcome = new AtomicInteger();
    private volatile boolean full;
    private volatile long size;
    private volatile int mostUnwelcome;
    private volatile Commit commit = new Commit.Kept();
    private long welcome = 64 << 10;

    @Override
    public boolean append(byte[] octets, int from, int length) {
      size = size + length;
      if (full) {
        mostUnwelcome = Math.max(mostUnwelcome, unwelcome.addAndGet(length));
      }
      full = full || size > welcome;
      return !full;
    }

    @Override
    public CompletionStage<Void> ready() {
      CompletableFuture<Void> ready = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            welcome = size + (64 << 10);
            unwelcome.set(0);
            full = false;
            ready.complete(null);
          });
      return ready;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Content staged() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Commit> commit(Envelope envelope, List<Entry> entries) {
      return CompletableFuture.completedFuture(commit);
    }

    @Override
    public void abandon() {
      // nothing is kept
    }
  }
}
