// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// Messages to measure with: printable text in lines of 72 octets, one recipient.
final class Mail {
  private static final int LINE = 74;
  private static final Mailbox SENDER = Mailbox.parse("alice@example.org");
  private static final Mailbox RECIPIENT = Mailbox.parse("bob@example.net");
  private static final byte[] HEAD =
      "Received: from client.example.org by mx.example.net; Mon, 23 Nov 2026 12:00:00 +0000\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private Mail() {}

  /// A body of this size, always the same; every 50th line begins with a dot where `dots`.
  static byte[] body(int size, boolean dots) {
    var random = new Random(size);
    byte[] body = new byte[size];
    for (int i = 0; i < size; i++) {
      body[i] = (byte) random.nextInt('!', '~');
    }
    for (int line = 0; (line + 1) * LINE <= size; line++) {
      int end = (line + 1) * LINE;
      body[end - 2] = '\r';
      body[end - 1] = '\n';
      if (dots && line % 50 == 0) {
        body[line * LINE] = '.';
        body[line * LINE + 1] = '.';
      }
    }
    body[size - 2] = '\r';
    body[size - 1] = '\n';
    return body;
  }

  /// A message on its way into the spool.
  record Sent(Entry entry, CompletionStage<Commit> answer) {}

  /// Puts one message into the spool, due at once.
  static CompletionStage<Commit> commit(Spool spool, byte[] body, RandomGenerator random) {
    return commit(spool, body, random, RECIPIENT, Duration.ZERO).answer();
  }

  /// Puts one message for this recipient into the spool, due after a while.
  static Sent commit(
      Spool spool, byte[] body, RandomGenerator random, Mailbox recipient, Duration until) {
    Intake intake = spool.intake(body.length);
    intake.append(body, 0, body.length);
    Instant now = Instant.now();
    var id = MessageId.draw(now, random);
    long size = (long) HEAD.length + body.length;
    var envelope =
        new Envelope(
            id,
            now,
            new ReversePath(SENDER),
            Body.EIGHT_BIT,
            false,
            MailParameters.NONE,
            "",
            "mx[127.0.0.1]",
            HEAD,
            size);
    String destination = recipient.domain().key();
    Instant due = now.plus(until);
    var entry =
        new Entry(
            id,
            0,
            destination,
            List.of(Recipient.of(recipient)),
            Entry.State.QUEUED,
            due,
            0,
            "",
            false);
    return new Sent(entry, intake.commit(envelope, List.of(entry)));
  }

  /// The same, waiting; throws where it was refused.
  static void commitAndWait(Spool spool, byte[] body, RandomGenerator random) {
    Commit end = commit(spool, body, random).toCompletableFuture().join();
    if (!(end instanceof Commit.Kept)) {
      throw new IllegalStateException("refused: " + end);
    }
  }
}
