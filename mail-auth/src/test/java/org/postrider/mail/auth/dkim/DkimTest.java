// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mail.auth.Zone;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;
import org.postrider.testkit.Seed;

class DkimTest {
  private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
  private static final String KEY = "s._domainkey.example.com";
  private static final String MESSAGE =
      "From: A <a@example.com>\r\nTo: b@example.net\r\nSubject:  a \t fold\r\n\tin  it \r\n"
          + "Received: from x\r\n\r\nHello,\r\n\r\n  this is \t a test. \r\n.\r\n\r\n\r\n";

  private static final DkimSettings SETTINGS = DkimSettings.defaults();

  private static DkimSigner signer(SignatureAlgorithm algorithm, Canonicalization form) {
    SigningPolicy usual = SigningPolicy.defaults();
    SigningPolicy policy =
        new SigningPolicy(usual.fields(), usual.overSigned(), form, form, Duration.ofDays(7));
    return new DkimSigner("Example.com", "s", Keys.signing(algorithm), policy);
  }

  private static DkimSigner signer() {
    return signer(SignatureAlgorithm.ED25519_SHA256, Canonicalization.RELAXED);
  }

  static String signed(DkimSigner signer, String message) {
    byte[] octets = message.getBytes(UTF_8);
    HeaderSection header = Messages.header(octets);
    BodyHashes body = new BodyHashes();
    BodyHash hash = signer.want(body);
    body.octets(octets, header.size(), octets.length);
    body.end();
    HeaderField field = signer.sign(new SignedFields(header.fields().all()), hash, NOW);
    return new String(field.octets(), UTF_8) + message;
  }

  private static Zone zone() {
    KeyPair key = Keys.of(SignatureAlgorithm.ED25519_SHA256);
    return new Zone().text(KEY, Keys.published(key));
  }

  private static DkimVerdict verdict(String message, Zone zone) {
    return verdict(message, zone, NOW);
  }

  private static DkimVerdict verdict(String message, Zone zone, Instant moment) {
    return Messages.verify(message.getBytes(UTF_8), zone, SETTINGS, moment).getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_SHA256, SIMPLE",
    "RSA_SHA256, RELAXED",
    "ED25519_SHA256, SIMPLE",
    "ED25519_SHA256, RELAXED"
  })
  void verifiesWhatItSigns(SignatureAlgorithm algorithm, Canonicalization form) {
    String message = signed(signer(algorithm, form), MESSAGE);
    Zone zone = new Zone().text(KEY, Keys.published(Keys.of(algorithm)));
    assertThat(verdict(message, zone).problem()).isEmpty();
    assertThat(verdict(message, zone).signature().domain()).isEqualTo("example.com");
    assertThat(message.lines().mapToInt(String::length).max().orElse(0)).isLessThan(79);
    String bent = message.replace("Subject:  a \t fold", "subject : a fold");
    assertThat(verdict(bent, zone).result())
        .isEqualTo(form == Canonicalization.RELAXED ? DkimResult.PASS : DkimResult.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "a@example.com, evil@example.com",
    "a test, the test",
    "DKIM-, 'From: evil@x\r\nDKIM-'",
    "To: b, 'To: c\r\nTo: b'",
    "t=17, t=18"
  })
  void noticesWhatChanged(String from, String to) {
    String message = signed(signer(), MESSAGE);
    assertThat(message).contains(from);
    assertThat(verdict(message.replaceFirst(from, to), zone()).result())
        .isNotEqualTo(DkimResult.PASS);
  }

  @Test
  void fieldsThatAreNotSignedMayChange() {
    String message = signed(signer(), MESSAGE);
    assertThat(verdict("Received: y\r\n" + message, zone()).result()).isEqualTo(DkimResult.PASS);
  }

  @Test
  void aSignatureHasItsTime() {
    String message = signed(signer(), MESSAGE);
    assertThat(verdict(message, zone(), NOW.plus(Duration.ofDays(8))))
        .extracting(DkimVerdict::result, DkimVerdict::problem)
        .containsExactly(DkimResult.PERMERROR, "it has expired");
    assertThat(verdict(message, zone(), NOW.minusSeconds(301)).result())
        .isEqualTo(DkimResult.PERMERROR);
    assertThat(verdict(message, zone(), NOW.minusSeconds(299)).result()).isEqualTo(DkimResult.PASS);
  }

  @Test
  void tellsWhatDnsSays() {
    String message = signed(signer(), MESSAGE);
    assertThat(verdict(message, new Zone().breakDown(KEY, "TXT")).result())
        .isEqualTo(DkimResult.TEMPERROR);
    assertThat(verdict(message, new Zone()).problem()).isEqualTo("no key at " + KEY);
    assertThat(verdict(message, new Zone().text(KEY, "v=DKIM1; p=")).problem())
        .isEqualTo("the key is revoked");
    String key = Keys.published(Keys.of(SignatureAlgorithm.ED25519_SHA256));
    assertThat(verdict(message, new Zone().text(KEY, key + "; t=y")))
        .extracting(DkimVerdict::result, DkimVerdict::isTesting)
        .containsExactly(DkimResult.PASS, true);
    for (String no :
        List.of(
            key + "; h=sha1",
            key + "; s=tlsrpt",
            key.replace("DKIM1", "DKIM2"),
            key.replace("ed25519", "rsa"),
            key.replace("ed25519", "x"),
            key.replaceFirst("p=.", "p="),
            key + ";" + key)) {
      assertThat(verdict(message, new Zone().text(KEY, no)).result())
          .as(no)
          .isEqualTo(DkimResult.PERMERROR);
    }
  }

  /// RFC 8301 §3
  @Test
  void takesNeitherSha1NorSmallKeys() {
    String message = signed(signer(), MESSAGE);
    assertThat(verdict(message.replace("ed25519-sha256", "rsa-sha1"), zone()).problem())
        .isEqualTo("SHA-1 is not taken");
    KeyPair small = Keys.rsa(768);
    assertThat(KeyRecord.parse(Keys.published(small)))
        .isEqualTo(new KeyRecord.Unusable("RSA keys of 768 bits are not taken"));
    assertThatThrownBy(() -> SigningKey.of(small.getPrivate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void trustsNoSignatureOfAPartUnlessTold() {
    String message = signed(signer(), MESSAGE);
    // What l= says is made by hand, since nothing here signs so.
    SignatureField.Sound whole =
        (SignatureField.Sound)
            SignatureField.ofDkim(
                Messages.header(message.getBytes(UTF_8)).fields().all().getFirst());
    SigningField field = new SigningField("DKIM-Signature");
    field.tag("v", "1").tag("a", "ed25519-sha256").tag("c", "relaxed/relaxed");
    field.tag("d", "example.com").tag("s", "s").tag("l", "31").list("h", List.of("from"));
    field.octets("bh", whole.bodyHash()).signature();
    byte[] header =
        Messages.fields(MESSAGE.getBytes(UTF_8))
            .octets(List.of("from"), field.unsigned(), Canonicalization.RELAXED);
    byte[] signature = Keys.signing(SignatureAlgorithm.ED25519_SHA256).sign(header);
    String part = new String(field.signed(signature).octets(), UTF_8) + MESSAGE;
    assertThat(verdict(part, zone()).result()).isEqualTo(DkimResult.PASS);
    byte[] longer = (part + "evil\r\n").getBytes(UTF_8);
    assertThat(Messages.verify(longer, zone(), SETTINGS, NOW).getFirst().result())
        .isEqualTo(DkimResult.POLICY);
    DkimSettings trusting = new DkimSettings(10, true, Duration.ZERO);
    assertThat(Messages.verify(longer, zone(), trusting, NOW).getFirst().result())
        .isEqualTo(DkimResult.PASS);
    byte[] shorter = part.replace("Hello", "Hi").getBytes(UTF_8);
    assertThat(Messages.verify(shorter, zone(), SETTINGS, NOW).getFirst().problem())
        .isEqualTo("l= is more than there is");
  }

  @Test
  void looksAtSoManySignatures() {
    String message = MESSAGE;
    for (int i = 0; i < 13; i++) {
      message = signed(signer(), message);
    }
    Zone zone = zone();
    List<DkimVerdict> verdicts = Messages.verify(message.getBytes(UTF_8), zone, SETTINGS, NOW);
    assertThat(verdicts).hasSize(11);
    assertThat(verdicts.subList(0, 10)).allMatch(v -> v.result() == DkimResult.PASS);
    assertThat(verdicts.getLast().result()).isEqualTo(DkimResult.NEUTRAL);
    assertThat(zone.asked()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void readsKeysFromFiles(SignatureAlgorithm algorithm) {
    SigningKey key = SigningKey.parse("# ours\n" + Keys.pem(Keys.of(algorithm)));
    byte[] octets = MESSAGE.getBytes(UTF_8);
    assertThat(algorithm.verify(Keys.of(algorithm).getPublic(), octets, key.sign(octets))).isTrue();
    assertThatThrownBy(() -> SigningKey.parse("-----BEGIN CERTIFICATE-----"))
        .hasMessageContaining("no unencrypted private key");
    assertThatThrownBy(
            () -> SigningKey.parse("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesKeysWithoutWrapping() {
    byte[] wrapped = Keys.of(SignatureAlgorithm.RSA_SHA256).getPublic().getEncoded();
    byte[] bare = Arrays.copyOfRange(wrapped, 24, wrapped.length);
    String record = "p=" + Base64.getEncoder().encodeToString(bare);
    assertThat(KeyRecord.parse(record)).isInstanceOf(KeyRecord.Usable.class);
  }

  @Test
  void anyMessageGivesVerdicts() {
    String good = signed(signer(), MESSAGE);
    Seed.repeat(
        2_000,
        random -> {
          byte[] octets = good.getBytes(UTF_8);
          for (int i = random.nextInt(1, 20); i > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
          }
          Zone zone = new Zone().text(KEY, junk(random));
          assertThat(Messages.verify(octets, zone, SETTINGS, NOW)).isNotNull();
        });
  }

  private static String junk(RandomGenerator random) {
    String[] parts = {
      "v=DKIM1",
      ";",
      "k=rsa",
      "k=ed25519",
      "p=",
      "MIGf",
      "MA0G",
      "AAAA",
      "=",
      " ",
      "t=y:s",
      "é",
      "MCowBQYDK2VwAyEA",
      "h=",
      ":",
      "sha256"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
