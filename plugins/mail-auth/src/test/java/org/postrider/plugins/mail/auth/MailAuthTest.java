// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.mail.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.auth.AuthenticationResults;
import org.postrider.mail.auth.MethodResult;
import org.postrider.mail.auth.arc.ArcOutcome;
import org.postrider.mail.auth.arc.ArcResult;
import org.postrider.mail.auth.arc.ArcSealer;
import org.postrider.mail.auth.dkim.BodyHash;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimSigner;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.mail.auth.dkim.SigningKey;
import org.postrider.mail.auth.dkim.SigningPolicy;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderSection;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailAuthTest {
  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
  private static final String MESSAGE =
      "From: a@author.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nHello\r\n";

  private KeyPair pair;

  @BeforeAll
  void makeKey() throws Exception {
    pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
  }

  /// Mail of author.example is to be refused unless it is its own.
  private PluginHarness harness() {
    PluginHarness harness = PluginHarness.with(new MailAuth()).setting("name", "mx.us.example");
    String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    harness
        .lookup()
        .text("author.example", "v=spf1 ip4:198.51.100.7 -all")
        .text("_dmarc.author.example", "v=DMARC1; p=reject; sp=quarantine")
        .text("s._domainkey.author.example", "v=DKIM1; p=" + key)
        .text("s._domainkey.list.example", "v=DKIM1; p=" + key);
    return harness;
  }

  private static ContentVerdict message(PluginHarness harness, String text) {
    return harness.mail("<a@author.example>").recipient("c@d.example").message(text);
  }

  private static List<Change> changes(ContentVerdict verdict) {
    assertThat(verdict).isInstanceOf(ContentVerdict.Amend.class);
    return ((ContentVerdict.Amend) verdict).changes();
  }

  private static String told(ContentVerdict verdict) {
    Change.AddField field = (Change.AddField) changes(verdict).getLast();
    assertThat(field.name()).isEqualTo("Authentication-Results");
    return field.value();
  }

  private DkimSigner signer(String domain) {
    return new DkimSigner(domain, "s", SigningKey.of(pair.getPrivate()), SigningPolicy.defaults());
  }

  private String signed(String message) throws IOException {
    byte[] octets = message.getBytes(UTF_8);
    HeaderSection header = HeaderSection.of(Content.of(octets), octets.length);
    BodyHashes body = new BodyHashes();
    BodyHash hash = signer("author.example").want(body);
    body.octets(octets, header.size(), octets.length);
    body.end();
    SignedFields fields = new SignedFields(header.fields().all());
    byte[] field = signer("author.example").sign(fields, hash, NOW).octets();
    return new String(field, UTF_8) + message;
  }

  @Test
  void tellsWhatItFound() throws IOException {
    String told = told(message(harness().client("198.51.100.7"), signed(MESSAGE)));
    AuthenticationResults results = AuthenticationResults.parse(told);
    assertThat(results).isNotNull();
    assertThat(results.server()).isEqualTo("mx.us.example");
    assertThat(results.results())
        .extracting(result -> result.method() + "=" + result.result())
        .containsExactly("spf=pass", "dkim=pass", "dmarc=pass");
    assertThat(results.results().getFirst().property("smtp", "mailfrom"))
        .isEqualTo("a@author.example");
  }

  @Test
  void onlyTellsUnlessItIsToEnforce() {
    PluginHarness harness = harness();
    assertThat(told(message(harness, MESSAGE)))
        .contains("spf=fail", "dkim=none", "dmarc=fail", "policy.dmarc=reject");
    assertThat(harness.counted("dmarc")).isEqualTo(1);
  }

  @Test
  void doesWhatTheAuthorsDomainWants() throws IOException {
    PluginHarness harness = harness().setting("dmarc", "enforce").setting("quarantine", "hold");
    assertThat(message(harness, MESSAGE)).isInstanceOf(ContentVerdict.Refuse.class);
    assertThat(told(message(harness, signed(MESSAGE)))).contains("dmarc=pass");
    String below = MESSAGE.replace("a@author", "a@sub.author");
    assertThat(message(harness, below)).isInstanceOf(ContentVerdict.Hold.class);
    PluginHarness telling = harness().setting("dmarc", "enforce");
    assertThat(told(message(telling, below))).contains("policy.dmarc=quarantine");
  }

  @Test
  void doesNotActOnWhatDnsCanNotSay() {
    PluginHarness harness = harness().setting("dmarc", "enforce");
    harness.lookup().broken("_dmarc.author.example");
    assertThat(told(message(harness, MESSAGE))).contains("dmarc=temperror");
  }

  @Test
  void believesTrustedSealers() throws IOException {
    String changed = sealed(MESSAGE);
    PluginHarness harness = harness().setting("dmarc", "enforce");
    assertThat(message(harness, changed)).isInstanceOf(ContentVerdict.Refuse.class);
    PluginHarness trusting =
        harness().setting("dmarc", "enforce").setting("trusted-sealers", List.of("List.example"));
    assertThat(told(message(trusting, changed))).contains("arc=pass", "dmarc=fail");
    String forged = changed.replace("dmarc=pass", "dmarc=none");
    assertThat(message(trusting, forged)).isInstanceOf(ContentVerdict.Refuse.class);
  }

  private String sealed(String message) throws IOException {
    byte[] octets = message.getBytes(UTF_8);
    HeaderSection header = HeaderSection.of(Content.of(octets), octets.length);
    BodyHashes body = new BodyHashes();
    ArcSealer sealer = new ArcSealer(signer("list.example"));
    BodyHash hash = sealer.want(body);
    body.octets(octets, header.size(), octets.length);
    body.end();
    String found =
        new AuthenticationResults("mx.list.example", List.of(MethodResult.of("dmarc", "pass", "")))
            .value();
    ArcOutcome none = new ArcOutcome(ArcResult.NONE, List.of(), 0, 1, true, "");
    SignedFields fields = new SignedFields(header.fields().all());
    return new String(HeaderFields.octets(sealer.seal(fields, none, found, hash, NOW)), UTF_8)
        + message;
  }

  @Test
  void takesOutWhatIsForged() {
    String forged =
        "Authentication-Results: other.example; dmarc=pass\r\n"
            + "authentication-results: MX.us.example; dmarc=pass\r\n"
            + "X: y\r\n"
            + "Authentication-Results: (\r\n";
    List<Change> changes = changes(message(harness(), forged + MESSAGE));
    assertThat(changes.subList(0, changes.size() - 1))
        .containsExactly(
            new Change.DeleteField("Authentication-Results", 3),
            new Change.DeleteField("Authentication-Results", 2));
  }

  @Test
  void severalAuthorsAreTold() {
    assertThat(told(message(harness(), "From: b@other.example\r\n" + MESSAGE)))
        .contains("dmarc=none", "there are 2 From fields");
  }

  @Test
  void refusesAtMailWhereItIsTold() {
    assertThat(harness().mail("<a@author.example>").verdict()).isEqualTo(Verdict.pass());
    PluginHarness refusing = harness().setting("spf-fail", "refuse");
    assertThat(refusing.mail("<a@author.example>").verdict())
        .isInstanceOf(ContentVerdict.Refuse.class);
    assertThat(refusing.mail("<>").verdict()).isEqualTo(Verdict.pass());
    assertThat(refusing.client("198.51.100.7").mail("<a@author.example>").verdict())
        .isEqualTo(Verdict.pass());
  }

  @Test
  void doesNotAskAboutUsers() {
    assertThat(message(harness().account("carol"), MESSAGE)).isEqualTo(Verdict.pass());
    assertThat(message(harness().listener(ListenerKind.SUBMISSION), MESSAGE))
        .isEqualTo(Verdict.pass());
  }

  @ParameterizedTest
  @CsvSource({"name, ''", "name, a b..c", "dmarc, reject", "spf-fail, yes", "quarantine, refuse"})
  void saysWhatIsWrongWithSettings(String key, String value) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness().setting(key, value)::install)
        .withMessageContaining(key);
  }
}
