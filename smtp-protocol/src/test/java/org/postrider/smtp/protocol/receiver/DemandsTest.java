// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.extension.Keyword;

/// REQUIRETLS, DELIVERBY and LIMITS, as they are offered and taken.
///
/// @rfc 8689 §2
/// @rfc 2852 §4
/// @rfc 9422 §3
class DemandsTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.250Z");

  private static Receiver receiver(Keyword... withheld) {
    return Receiver.of(new TestRules().now(NOW).withheld(withheld).rules());
  }

  private static Command command(String line) {
    byte[] octets = line.getBytes(StandardCharsets.US_ASCII);
    return CommandParser.parse(octets, 0, octets.length);
  }

  private static Step.Ask ehlo(Receiver receiver, boolean secured) {
    return (Step.Ask) receiver.on(Receiver.start(secured), command("EHLO c.example"));
  }

  private static Step mail(Receiver receiver, boolean secured, String parameters) {
    return receiver.on(
        ehlo(receiver, secured).next(), command("MAIL FROM:<a@b.example> " + parameters));
  }

  private static MailParameters asked(String parameters) {
    State next = ((Step.Ask) mail(receiver(), true, parameters)).next();
    return ((State.Mailing) next).transaction().asked();
  }

  @Test
  void requireTlsIsThereUnderTlsOnly() {
    assertThat(ehlo(receiver(), true).reply().lines()).contains("REQUIRETLS");
    assertThat(ehlo(receiver(), false).reply().lines()).doesNotContain("REQUIRETLS");
    assertThat(asked("REQUIRETLS").tls()).isEqualTo(TlsRequired.YES);
    assertThat(asked("SIZE=5").tls()).isEqualTo(TlsRequired.UNSAID);
    assertThat(mail(receiver(), false, "REQUIRETLS").toString()).contains("555 5.5.4");
    assertThat(mail(receiver(), true, "REQUIRETLS=YES").toString()).contains("501 5.5.4");
  }

  @Test
  void whatIsWithheldIsNotTaken() {
    Receiver silent = receiver(Keyword.REQUIRE_TLS, Keyword.DELIVER_BY, Keyword.LIMITS);
    assertThat(ehlo(silent, true).reply().toString())
        .doesNotContain("REQUIRETLS", "DELIVERBY", "LIMITS");
    assertThat(mail(silent, true, "REQUIRETLS").toString()).contains("555 5.5.4");
    assertThat(mail(silent, true, "BY=60;R").toString()).contains("555 5.5.4");
  }

  @Test
  void limitsAreSaid() {
    assertThat(ehlo(receiver(), false).reply().lines())
        .contains("LIMITS MAILMAX=3 RCPTMAX=100", "DELIVERBY");
  }

  @ParameterizedTest
  @CsvSource({
    "60;R, 2026-11-27T10:01:00.250Z, true, false",
    "+60;rt, 2026-11-27T10:01:00.250Z, true, true",
    "0;N, 2026-11-27T10:00:00.250Z, false, false",
    "-60;NT, 2026-11-27T09:59:00.250Z, false, true",
    "999999999;N, 2058-08-05T11:46:39.250Z, false, false",
  })
  void aTimeIsTaken(String value, Instant at, boolean returned, boolean traced) {
    assertThat(asked("BY=" + value).deliverBy()).isEqualTo(new DeliverBy(at, returned, traced));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0;R",
        "-1;R",
        "60",
        "60;",
        ";R",
        "60;X",
        "60;RR",
        "60;NTT",
        "1000000000;N",
        "1h;N",
        "60,R",
        "--1;N",
        ""
      })
  void isNoTime(String value) {
    assertThat(mail(receiver(), true, "BY=" + value).toString()).contains("501 5.5.4");
  }

  @Test
  void theTwoGoTogether() {
    MailParameters both = asked("REQUIRETLS BY=60;R RET=HDRS");
    assertThat(List.of(both.tls(), both.deliverBy() != null, both.returned() != null))
        .isEqualTo(List.of(TlsRequired.YES, true, true));
  }
}
