// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.protocol.sender.Terms.Identity;

/// What senders demand of the next host.
///
/// @rfc 2852 §4.1.4
/// @rfc 8689 §4.2.1
final class DemandedTest {
  private static final String FULL = "250-host|250-REQUIRETLS|250 DELIVERBY";

  private static Transaction asking(MailParameters asked) {
    return new Transaction(
        new ReversePath(Mailbox.parse("a@from.example")),
        List.of(Recipient.of(Mailbox.parse("b@x.example"))),
        100,
        Body.SEVEN_BIT,
        false,
        asked);
  }

  private static Terms terms(Encryption encryption, boolean requireTls) {
    return new Terms("us.example", false, encryption, requireTls, null);
  }

  @Test
  void tlsIsRequiredOfWhoPromisesIt() throws Exception {
    Transaction transaction = asking(MailParameters.NONE.over(TlsRequired.YES));
    Played promising =
        new Played(
                terms(Encryption.REQUIRED, true),
                "220 hi",
                "250-host|250 STARTTLS", // that it promises nothing in the clear does not count
                "220 go")
            .secured()
            .hear(FULL)
            .offer(transaction);
    assertThat(promising.end()).isEqualTo("MAIL FROM:<a@from.example> REQUIRETLS");
    Played other =
        new Played(
                terms(Encryption.REQUIRED, true),
                "220 hi",
                "250-x|250-REQUIRETLS|250 STARTTLS",
                "220 go")
            .secured()
            .hear("250 host");
    assertThat(other.steps.getLast()).contains("TLS 550");
  }

  /// RFC 8689 §2: only in a session that meets the requirements.
  @Test
  void nothingIsSaidOfItElsewhere() throws Exception {
    for (TlsRequired tls : TlsRequired.values()) {
      Played played =
          new Played(terms(Encryption.IMPLICIT, tls == TlsRequired.UNSAID), "220 hi", FULL)
              .offer(asking(MailParameters.NONE.over(tls)));
      assertThat(played.end()).isEqualTo("MAIL FROM:<a@from.example>");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "60;R, DELIVERBY, MAIL FROM:<a@from.example> BY=60;R",
    "60;RT, DELIVERBY 60, MAIL FROM:<a@from.example> BY=60;RT",
    "60;N, DELIVERBY 900, MAIL FROM:<a@from.example> BY=60;N",
    "0;N, DELIVERBY, MAIL FROM:<a@from.example> BY=0;N",
    "-60;NT, DELIVERBY, MAIL FROM:<a@from.example> BY=-60;NT",
    "60;N, SIZE, MAIL FROM:<a@from.example> SIZE=100",
    "60;R, SIZE, [MAIL 554 ours]",
    "60;R, DELIVERBY 61, [MAIL 554 ours]",
  })
  void timeIsPassedOn(String by, String offered, String end) throws Exception {
    DeliverBy parsed = Objects.requireNonNull(DeliverBy.parse(by, Played.NOW));
    Played played =
        new Played(terms(Encryption.NONE, false), "220 hi", "250-host|250 " + offered)
            .offer(asking(MailParameters.NONE.within(parsed)));
    assertThat(played.end()).isEqualTo(end);
  }

  /// Whoever sent it to us, we vouch for nobody where we are known ourselves.
  ///
  /// @rfc 4954 §5
  @Test
  void nobodyIsVouchedFor() throws Exception {
    Terms known =
        new Terms("us.example", false, Encryption.IMPLICIT, false, new Identity("me", "secret"));
    Played played =
        new Played(known, "220 hi", "250-x|250 AUTH PLAIN", "235 welcome")
            .offer(asking(MailParameters.NONE));
    assertThat(played.end()).isEqualTo("MAIL FROM:<a@from.example> AUTH=<>");
  }

  @Test
  void whatIsLateIsNotAskedFor() throws Exception {
    DeliverBy by = new DeliverBy(Played.NOW.plusMillis(999), true, false);
    Played played =
        new Played(terms(Encryption.NONE, false), "220 hi", FULL)
            .offer(asking(MailParameters.NONE.within(by)));
    assertThat(played.end()).isEqualTo("[MAIL 550 ours]");
  }
}
