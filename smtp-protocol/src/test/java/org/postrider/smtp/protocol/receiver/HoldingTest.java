// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.receiver.State.Greeted;

/// FUTURERELEASE, where mail is held for an hour at most.
///
/// @rfc 4865 §4.2
class HoldingTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.250Z");
  private static final Holding HOUR = new Holding(Duration.ofHours(1));

  private static Receiver receiver(@Nullable Holding holding, Keyword... withheld) {
    TestRules rules = new TestRules().mechanisms(List.of("PLAIN")).now(NOW);
    return Receiver.of(rules.holding(holding).withheld(withheld).rules());
  }

  private static Command command(String line) {
    byte[] octets = line.getBytes(StandardCharsets.US_ASCII);
    return CommandParser.parse(octets, 0, octets.length);
  }

  private static Step.Ask ehlo(Receiver receiver) {
    return (Step.Ask) receiver.on(Receiver.start(true), command("EHLO c.example"));
  }

  private static Step mail(Receiver receiver, String parameters) {
    State alice = Receiver.authenticated(((Greeted) ehlo(receiver).next()).client(), "alice");
    return receiver.on(alice, command("MAIL FROM:<a@b.example> " + parameters));
  }

  private static @Nullable FutureRelease release(String parameters) {
    State next = ((Step.Ask) mail(receiver(HOUR), parameters)).next();
    return ((State.Mailing) next).transaction().asked().release();
  }

  @Test
  void saysForHowLongAndUntilWhen() {
    assertThat(ehlo(receiver(HOUR)).reply().lines())
        .startsWith("mx.example", "FUTURERELEASE 3600 2026-11-27T11:00:00Z");
    for (Receiver silent : List.of(receiver(null), receiver(HOUR, Keyword.FUTURE_RELEASE))) {
      assertThat(ehlo(silent).reply().toString()).doesNotContain("FUTURERELEASE");
      assertThat(mail(silent, "HOLDFOR=60").toString()).contains("555 5.5.4");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HOLDFOR=1, 2026-11-27T10:00:01.250Z, for;1",
    "HOLDFOR=3600, 2026-11-27T11:00:00.250Z, for;3600",
    "HOLDUNTIL=2026-11-27T11:00:00Z, 2026-11-27T11:00:00Z, until;2026-11-27T11:00:00Z",
    "HOLDUNTIL=2026-11-27t10:30:00.5z, 2026-11-27T10:30:00.5Z, until;2026-11-27t10:30:00.5z",
    "HOLDUNTIL=2020-01-01T00:00:00Z, 2020-01-01T00:00:00Z, until;2020-01-01T00:00:00Z",
  })
  void holds(String parameters, Instant at, String request) {
    assertThat(release(parameters)).isEqualTo(new FutureRelease(at, request));
  }

  @Test
  void holdsNothingUnasked() {
    assertThat(release("SIZE=5")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOLDFOR=0",
        "HOLDFOR=01",
        "HOLDFOR=-1",
        "HOLDFOR=+1",
        "HOLDFOR=3601",
        "HOLDFOR=1000000000",
        "HOLDFOR=99999999999999999999",
        "HOLDFOR=1h",
        "HOLDFOR",
        "HOLDUNTIL",
        "HOLDUNTIL=2026-11-27T11:00:01Z",
        "HOLDUNTIL=2026-02-30T11:00:00Z",
        "HOLDUNTIL=2026-11-27T10:30:00+01:00",
        "HOLDUNTIL=2026-11-27",
        "HOLDUNTIL=3600",
        "HOLDFOR=1 HOLDUNTIL=2026-11-27T10:30:00Z",
      })
  void refusesWhatCannotBeMet(String parameters) {
    assertThat(mail(receiver(HOUR), parameters).toString()).contains("501 5.5.4");
  }

  @Test
  void aRequestIsOneOfTheTwo() {
    for (String wrong : List.of("", "for;", "for;0", "until;tomorrow", "in;5", "for;5 ")) {
      assertThatThrownBy(() -> new FutureRelease(NOW, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void strangersHoldNothing() {
    assertThatThrownBy(() -> new TestRules().holding(HOUR).rules())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Holding(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
