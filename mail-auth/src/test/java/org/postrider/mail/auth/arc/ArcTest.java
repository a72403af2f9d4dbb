// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mail.auth.AuthenticationResults;
import org.postrider.mail.auth.MethodResult;
import org.postrider.mail.auth.Zone;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.Keys;
import org.postrider.mail.auth.dkim.SignatureAlgorithm;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderSection;
import org.postrider.testkit.Seed;

class ArcTest {
  private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
  private static final String MESSAGE =
      "From: A <a@example.com>\r\nTo: b@example.net\r\nSubject: x\r\n\r\nHello\r\n";

  private static ArcSealer sealer(SignatureAlgorithm algorithm) {
    return new ArcSealer(
        new DkimSigner("example.org", "s", Keys.signing(algorithm), SigningPolicy.defaults()));
  }

  private static Zone zone(SignatureAlgorithm algorithm) {
    return new Zone().text("s._domainkey.example.org", Keys.published(Keys.of(algorithm)));
  }

  private static ArcOutcome verify(byte[] message, Zone zone) throws IOException {
    HeaderSection header = HeaderSection.of(Content.of(message), message.length);
    BodyHashes body = new BodyHashes();
    ArcVerifier verifier = new ArcVerifier(new SignedFields(header.fields().all()), body, NOW);
    body.octets(message, header.size(), message.length);
    body.end();
    return verifier.outcome(zone);
  }

  private static String sealed(String message, ArcSealer sealer, Zone zone) throws IOException {
    return sealed(verify(message.getBytes(UTF_8), zone), message, sealer);
  }

  /// What is sent on of a message whose chain came to `chain`.
  private static String sealed(ArcOutcome chain, String message, ArcSealer sealer)
      throws IOException {
    byte[] octets = message.getBytes(UTF_8);
    HeaderSection header = HeaderSection.of(Content.of(octets), octets.length);
    BodyHashes body = new BodyHashes();
    BodyHash hash = sealer.want(body);
    body.octets(octets, header.size(), octets.length);
    body.end();
    String found =
        new AuthenticationResults(
                "mx.example.org", List.of(MethodResult.of("spf", "pass", "because")))
            .value();
    SignedFields fields = new SignedFields(header.fields().all());
    return new String(HeaderFields.octets(sealer.seal(fields, chain, found, hash, NOW)), UTF_8)
        + message;
  }

  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void growsUpToFiftySets(SignatureAlgorithm algorithm) throws IOException {
    ArcSealer sealer = sealer(algorithm);
    Zone zone = zone(algorithm);
    String message = MESSAGE;
    for (int i = 1; i <= 50; i++) {
      message = sealed(message, sealer, zone);
      if (i == 1 || i == 2 || i == 50) {
        ArcOutcome outcome = verify(message.getBytes(UTF_8), zone);
        assertThat(outcome.result()).as(outcome.problem()).isEqualTo(ArcResult.PASS);
        assertThat(outcome.sets()).hasSize(i);
        assertThat(outcome.told().property("header", "oldest-pass")).isEqualTo("0");
      }
    }
    AuthenticationResults found = verify(message.getBytes(UTF_8), zone).sets().getFirst().found();
    assertThat(found).isNotNull();
    assertThat(found.server()).isEqualTo("mx.example.org");
    assertThat(sealed(message, sealer, zone)).isEqualTo(message);
  }

  @Test
  void tellsTheOldestSignatureThatHolds() throws IOException {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ED25519_SHA256;
    Zone zone = zone(algorithm);
    String first = sealed(MESSAGE, sealer(algorithm), zone);
    ArcOutcome seen = verify(first.getBytes(UTF_8), zone);
    String second = sealed(seen, first.replace("Hello", "Hello, list"), sealer(algorithm));
    String third = sealed(second, sealer(algorithm), zone);
    assertThat(verify(third.getBytes(UTF_8), zone))
        .extracting(ArcOutcome::result, ArcOutcome::oldestPass)
        .containsExactly(ArcResult.PASS, 2);
  }

  @Test
  void aBrokenChainIsToldOnceAndGrowsNoMore() throws IOException {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ED25519_SHA256;
    Zone zone = zone(algorithm);
    String changed = sealed(MESSAGE, sealer(algorithm), zone).replace("Hello", "Bye");
    String told = sealed(changed, sealer(algorithm), zone);
    assertThat(told).contains("cv=fail");
    assertThat(verify(told.getBytes(UTF_8), zone).problem()).contains("broken before");
    assertThat(sealed(told, sealer(algorithm), zone)).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "spf=pass, spf=fail",
    "Subject: x, Subject: y",
    "cv=none, cv=pass",
    "i=1; mx, i=2; mx",
    "i=1; mx, i=51; mx",
    "ARC-Seal:, X-Seal:",
    "ARC-Seal:, 'ARC-Seal: i=x\r\nARC-Seal:'"
  })
  void noticesWhatChanged(String from, String to) throws IOException {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ED25519_SHA256;
    String message = sealed(MESSAGE, sealer(algorithm), zone(algorithm));
    assertThat(message).contains(from);
    String changed = message.replaceFirst(from, to);
    assertThat(verify(changed.getBytes(UTF_8), zone(algorithm)).result()).isEqualTo(ArcResult.FAIL);
  }

  @Test
  void errorsOfDnsAreFinal() throws IOException {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ED25519_SHA256;
    String message = sealed(MESSAGE, sealer(algorithm), zone(algorithm));
    Zone broken = new Zone().breakDown("s._domainkey.example.org", "TXT");
    assertThat(verify(message.getBytes(UTF_8), broken).result()).isEqualTo(ArcResult.FAIL);
  }

  @Test
  void anyMessageGivesAnOutcome() throws IOException {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ED25519_SHA256;
    Zone zone = zone(algorithm);
    String once = sealed(MESSAGE, sealer(algorithm), zone);
    byte[] good = sealed(once, sealer(algorithm), zone).getBytes(UTF_8);
    Seed.repeat(
        1_000,
        random -> {
          byte[] octets = good.clone();
          for (int i = random.nextInt(1, 20); i > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
          }
          assertThat(verify(octets, zone)).isNotNull();
        });
    byte[] many = ("ARC-Seal: i=1; cv=none\r\n".repeat(10_000) + MESSAGE).getBytes(UTF_8);
    assertThat(verify(many, zone).result()).isEqualTo(ArcResult.FAIL);
  }
}
