// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Part;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

class StrainTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Reply AWAY = Reply.of(451, "4.4.1", "cannot connect: Connection refused");

  private final Strain strain = new Strain(20, List.of(MINUTE, MINUTE.multipliedBy(60)));

  private static Transferred said(Stage stage, Reply reply, boolean spoken) {
    MessageId id = MessageId.of(NOON.toEpochMilli(), 0, 1);
    Entry entry =
        new Entry(
            id,
            0,
            "x.example",
            List.of(Recipient.of(Mailbox.parse("a@x.example"))),
            Entry.State.QUEUED,
            NOON,
            0,
            "",
            false);
    Envelope envelope =
        new Envelope(
            id,
            NOON,
            ReversePath.NULL,
            Body.SEVEN_BIT,
            false,
            MailParameters.NONE,
            "",
            "",
            new byte[0],
            0);
    return new Transferred(
        new Claimed(entry, new Part("p", 1), envelope, Content.of(new byte[0])),
        List.of(new Result(stage, reply, spoken)),
        "mx.x.example[192.0.2.1]:25",
        "mx.x.example",
        "");
  }

  private void taken() {
    strain.learned(said(Stage.CONTENT, Reply.of(250, "ok"), true), NOON);
  }

  private void away(Instant now) {
    strain.learned(said(Stage.CONNECT, AWAY, false), now);
  }

  @Test
  void growsWithEachAnswerUpToItsLimit() {
    assertThat(strain.window()).isEqualTo(Strain.FIRST_WINDOW);
    taken();
    assertThat(strain.window()).isEqualTo(Strain.FIRST_WINDOW + 1);
    for (int i = 0; i < 100; i++) {
      taken();
    }
    assertThat(strain.window()).isEqualTo(20);
    strain.learned(said(Stage.RCPT, Reply.of(450, "4.2.0", "greylisted"), true), NOON);
    strain.learned(said(Stage.RCPT, Reply.of(550, "5.1.1", "nobody"), true), NOON);
    assertThat(strain.window()).isEqualTo(20);
  }

  @Test
  void isHalvedWhereTheHostWantsLess() {
    for (int i = 0; i < 100; i++) {
      taken();
    }
    strain.learned(said(Stage.MAIL, Reply.of(451, "4.7.1", "slow down"), true), NOON);
    assertThat(strain.window()).isEqualTo(10);
    strain.learned(said(Stage.RCPT, Reply.of(421, "4.7.0", "too much"), true), NOON);
    assertThat(strain.window()).isEqualTo(5);
    assertThat(strain.rest(NOON)).isNull();
  }

  @Test
  void restsAfterAttemptsInVainAndLongerEachTime() {
    away(NOON);
    away(NOON);
    assertThat(strain.rest(NOON)).isNull();
    away(NOON);
    Strain.Rest rest = strain.rest(NOON);
    assertThat(rest).isNotNull();
    assertThat(rest.until()).isEqualTo(NOON.plus(MINUTE));
    assertThat(rest.result().reply().toString())
        .isEqualTo(
            "451 4.4.1 not tried, since at 2026-11-26T12:00:00Z it was said: 451 4.4.1 cannot"
                + " connect: Connection refused");
    assertThat(strain.window()).isEqualTo(1);
    away(NOON); // one that was under way
    assertThat(strain.rest(NOON.plus(MINUTE))).isNull();
    away(NOON.plus(MINUTE));
    assertThat(strain.rest(NOON.plus(MINUTE)).until())
        .isEqualTo(NOON.plus(MINUTE).plus(Strain.LONGEST_REST));
    taken();
    assertThat(strain.rest(NOON.plus(MINUTE))).isNull();
    assertThat(strain.window()).isEqualTo(2);
    away(NOON);
    assertThat(strain.rest(NOON)).isNull();
  }

  @Test
  void isProbedByOneAttemptWhoeverElseHasBegun() {
    assertThat(strain.enter(NOON)).isNull();
    assertThat(strain.enter(NOON)).isNull();
    away(NOON);
    away(NOON);
    away(NOON);
    strain.left();
    Instant later = NOON.plus(MINUTE);
    assertThat(strain.enter(NOON)).isNotNull();
    assertThat(strain.enter(later)).isNotNull(); // one is still under way
    strain.left();
    assertThat(strain.enter(later)).isNull();
    assertThat(strain.enter(later)).isNotNull();
    strain.left();
    taken();
    assertThat(strain.enter(later)).isNull();
    assertThat(strain.enter(later)).isNull();
  }

  @Test
  void remembersWhatWasInVainUntilMailHasComeBack() {
    assertThat(strain.isForgettable(NOON)).isTrue();
    away(NOON);
    assertThat(strain.isForgettable(NOON.plus(MINUTE.multipliedBy(119)))).isFalse();
    assertThat(strain.isForgettable(NOON.plus(MINUTE.multipliedBy(121)))).isTrue();
    taken();
    assertThat(strain.isForgettable(NOON)).isTrue();
  }
}
