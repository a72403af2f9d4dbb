// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// Which entries a backlog comes by.
final class BacklogTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Part PART = new Part("local", 1);

  private static Entry entry(int n) {
    return new Entry(
        MessageId.of(NOON.toEpochMilli(), 0, n),
        0,
        "x.example",
        List.of(Recipient.of(Mailbox.parse("a@x.example"))),
        Entry.State.QUEUED,
        NOON,
        0,
        "",
        false);
  }

  @Test
  void comesByWhatIsNotReadYet() {
    Backlog backlog = new Backlog(PART, entry(3), "2");
    assertThat(backlog.meets(entry(2))).isFalse();
    assertThat(backlog.meets(entry(3))).isTrue();
    backlog.advance("2", new Due(List.of(entry(3), entry(5)), "5", true));
    assertThat(backlog.cursor()).isEqualTo("5");
    assertThat(backlog.meets(entry(5))).isFalse();
    assertThat(backlog.meets(entry(6))).isTrue();
    backlog.back(entry(7), "1");
    assertThat(backlog.cursor()).isEqualTo("5");
    backlog.back(entry(4), "1");
    assertThat(backlog.cursor()).isEqualTo("1");
    assertThat(backlog.meets(entry(4))).isTrue();
  }

  @Test
  void staysBackWhereItWentWhileItWasRead() {
    Backlog backlog = new Backlog(PART, entry(3), "2");
    backlog.back(entry(1), "0");
    backlog.advance("2", new Due(List.of(entry(3), entry(5)), "5", false));
    assertThat(backlog.cursor()).isEqualTo("0");
    assertThat(backlog.meets(entry(1))).isTrue();
  }
}
