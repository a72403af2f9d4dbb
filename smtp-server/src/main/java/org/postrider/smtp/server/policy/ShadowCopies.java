// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Submitted;
import org.postrider.smtp.protocol.message.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks about messages where somebody is in shadow: the message itself may be gone before they have
/// read it, so they are given a copy. The client waits for the copying alone. Without room for a
/// copy they are not asked. Any thread.
final class ShadowCopies {
  private static final Logger LOG = LoggerFactory.getLogger(ShadowCopies.class);

  /// Octets of one message.
  private static final long LARGEST = 4L << 20;

  /// Octets of all copies together.
  private static final long ROOM = 64L << 20;

  private final AtomicLong taken = new AtomicLong();

  void ask(
      Panel<Submitted, ContentVerdict, ContentRuling> panel,
      Submitted question,
      ScheduledExecutorService loop,
      Consumer<ContentRuling> then) {
    long size = question.content().size();
    if (size > LARGEST || taken.addAndGet(size) > ROOM) {
      if (size <= LARGEST) {
        taken.addAndGet(-size);
      }
      panel.passOverShadows();
      panel.askWithoutShadows(question, loop, then);
      return;
    }
    Thread.ofVirtual()
        .name("shadow-copy")
        .start(() -> {
          Submitted copy = copy(question);
          try {
            loop.execute(() -> panel.ask(question, copy, loop, then, () -> taken.addAndGet(-size)));
          } catch (RejectedExecutionException e) { // the server has ended, and the session with it
            LOG.debug("a message was copied after the end", e);
          }
        });
  }

  private static Submitted copy(Submitted question) {
    @Nullable IOException broken = null;
    byte[] octets = new byte[0];
    try (InputStream in = question.content().open()) {
      octets = in.readAllBytes();
    } catch (IOException e) {
      broken = e; // so is what the others read
    }
    return new Submitted(
        question.id(), question.mail(), question.recipients(), new Copy(octets, broken));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Copy(byte[] octets, @Nullable IOException broken) implements Content {
    @Override
    public long size() {
      return octets.length;
    }

    @Override
    public InputStream open() throws IOException {
      if (broken != null) {
        throw new IOException("the message could not be copied", broken);
      }
      return new ByteArrayInputStream(octets);
    }
  }
}
