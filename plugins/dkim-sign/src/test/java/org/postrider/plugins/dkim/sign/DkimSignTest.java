// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dkim.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.dkim.BodyHashes;
import org.postrider.mail.auth.dkim.DkimResult;
import org.postrider.mail.auth.dkim.DkimSettings;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.dkim.DkimVerifier;
import org.postrider.mail.auth.dkim.SignedFields;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Ran;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderSection;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DkimSignTest {
  private static final String MESSAGE =
      "From: a@author.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nHello \t you\r\n\r\n";

  @TempDir private static Path directory;
  private final Map<String, String> published = new HashMap<>();

  @BeforeAll
  void makeKeys() throws Exception {
    for (String algorithm : List.of("RSA", "Ed25519")) {
      KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      String text = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
      Files.writeString(
          directory.resolve(algorithm),
          "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
      byte[] key = pair.getPublic().getEncoded();
      boolean isRsa = algorithm.equals("RSA");
      byte[] told = isRsa ? key : Arrays.copyOfRange(key, key.length - 32, key.length);
      published.put(
          algorithm.toLowerCase(Locale.ROOT) + "._domainkey.author.example",
          "k=" + (isRsa ? "rsa" : "ed25519") + "; p=" + Base64.getEncoder().encodeToString(told));
    }
  }

  private static PluginHarness harness(String... keys) {
    return PluginHarness.with(new DkimSign())
        .setting("directory", directory.toString())
        .setting("keys", List.of(keys));
  }

  private static PluginHarness both() {
    return harness("Author.example rsa RSA", "author.example ed25519 Ed25519").account("carol");
  }

  private static ContentVerdict message(PluginHarness harness, String text) {
    return harness.mail("<a@author.example>").recipient("c@d.example").message(text);
  }

  /// What goes out.
  private static byte[] amended(ContentVerdict verdict, String message) throws IOException {
    byte[] octets = message.getBytes(UTF_8);
    HeaderSection header = HeaderSection.of(Content.of(octets), octets.length);
    HeaderFields fields = header.fields();
    assertThat(verdict).isInstanceOf(ContentVerdict.Amend.class);
    for (Change change : ((ContentVerdict.Amend) verdict).changes()) {
      ((Change.OfHeader) change).applyTo(fields);
    }
    fields.insert(0, HeaderField.of("Received", "by us"));
    String body = message.substring(header.size() - 2);
    return (new String(HeaderFields.octets(fields.all()), UTF_8) + body).getBytes(UTF_8);
  }

  private List<DkimVerdict> verdicts(byte[] message, Instant moment) throws IOException {
    HeaderSection header = HeaderSection.of(Content.of(message), message.length);
    BodyHashes body = new BodyHashes();
    DkimVerifier verifier =
        new DkimVerifier(
            new SignedFields(header.fields().all()), body, DkimSettings.defaults(), moment);
    body.octets(message, header.size(), message.length);
    body.end();
    return verifier.verdicts(new Published(published));
  }

  @Test
  void signsWithEveryKeyOfTheDomain() throws IOException {
    PluginHarness harness = both().setting("validity", "1h");
    byte[] sent = amended(message(harness, MESSAGE), MESSAGE);
    Instant now = Instant.parse("2026-01-05T12:00:00Z");
    assertThat(verdicts(sent, now))
        .extracting(DkimVerdict::result)
        .containsExactly(DkimResult.PASS, DkimResult.PASS);
    assertThat(verdicts(sent, now.plusSeconds(4_000)))
        .extracting(DkimVerdict::result)
        .containsExactly(DkimResult.PERMERROR, DkimResult.PERMERROR);
    assertThat(harness.counted("signed")).isEqualTo(1);
  }

  @Test
  void signsForDomainsBelow() throws IOException {
    String below = MESSAGE.replace("a@author", "a@x.y.author");
    byte[] sent = amended(message(both(), below), below);
    assertThat(verdicts(sent, Instant.parse("2026-02-01T00:00:00Z")))
        .allMatch(verdict -> verdict.result() == DkimResult.PASS)
        .allMatch(verdict -> verdict.signature().domain().equals("author.example"));
  }

  @Test
  void signsForUsersOnly() {
    PluginHarness stranger = harness("author.example rsa RSA");
    assertThat(message(stranger, MESSAGE)).isEqualTo(Verdict.pass());
    PluginHarness user = harness("author.example rsa RSA").listener(ListenerKind.SUBMISSION);
    assertThat(message(user, MESSAGE)).isInstanceOf(ContentVerdict.Amend.class);
  }

  @ParameterizedTest
  @CsvSource({"other.example", "notauthor.example", "example", "author.example.com"})
  void leavesOthersAlone(String domain) {
    PluginHarness harness = both();
    assertThat(message(harness, MESSAGE.replace("author.example", domain)))
        .isEqualTo(Verdict.pass());
    assertThat(harness.counted("unsigned")).isEqualTo(1);
    assertThat(message(harness, "From: b@c.example\r\n" + MESSAGE)).isEqualTo(Verdict.pass());
  }

  @ParameterizedTest
  @CsvSource({
    "author.example rsa, is not a domain",
    "author.example rsa RSA from, is not a domain",
    "author.example rsa RSA from today, today is no day such as 2027-01-31",
    "author.example rsa missing, can't read",
    "a..b rsa RSA, no domain or selector",
    "author.example rsa bad, no unencrypted private key",
    "author.example rsa RSA account, is not a domain",
    "author.example rsa RSA who carol, is not a domain",
    "author.example rsa RSA sender carol, \"carol\" is no address",
  })
  void saysWhatIsWrongWithKeys(String line, String message) throws IOException {
    Files.writeString(directory.resolve("bad"), "nothing");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness(line)::install)
        .withMessageContaining(message);
  }

  /// Domain and selector of each signature that a message gets.
  private static List<String> signatures(ContentVerdict verdict) {
    return verdict instanceof ContentVerdict.Amend(List<Change> changes)
        ? changes.stream()
            .map(change -> ((Change.AddField) change).value().replaceAll("\\s+", ""))
            .map(value -> value.replaceAll(".*;d=([^;]*);s=([^;]*);.*", "$1 $2"))
            .toList()
        : List.of();
  }

  private static List<String> signatures(PluginHarness harness, String sender, String text) {
    return signatures(harness.mail(sender).recipient("c@d.example").message(text));
  }

  @Test
  void signsForAnAccountOrASenderToo() {
    PluginHarness harness =
        harness(
            "author.example rsa RSA",
            "author.example ed25519 Ed25519",
            "host.example all RSA account carol",
            "author.example news RSA sender news@author.example",
            "lists.example both Ed25519 account carol sender @lists.example");
    harness.account("carol");
    assertThat(signatures(harness, "a@author.example", MESSAGE))
        .containsExactly("host.example all", "author.example rsa", "author.example ed25519");
    assertThat(signatures(harness, "News@author.example", MESSAGE))
        .as("the special key of its kind stands in for the usual one")
        .containsExactly("host.example all", "author.example news", "author.example ed25519");
    String foreign = MESSAGE.replace("author.example", "other.example");
    assertThat(signatures(harness, "x@lists.example", foreign))
        .containsExactly("host.example all", "lists.example both");
    harness.account("dave");
    assertThat(signatures(harness, "x@lists.example", foreign)).isEmpty();
    assertThat(signatures(harness, "a@author.example", MESSAGE))
        .containsExactly("author.example rsa", "author.example ed25519");
  }

  @Test
  void aSpecialKeyGivesWayToOneForTheSame() {
    PluginHarness harness =
        harness(
                "author.example old RSA account carol",
                "author.example new RSA account carol from 2026-02-01",
                "author.example other RSA account dave from 2026-01-01")
            .account("carol");
    assertThat(signatures(harness, "a@author.example", MESSAGE))
        .containsExactly("author.example old");
    harness.at(Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(signatures(harness, "a@author.example", MESSAGE))
        .containsExactly("author.example new");
    Ran checked = harness.command(List.of("dkim", "check"));
    assertThat(checked.out())
        .contains("old\trsa\treplaced for account carol\t")
        .contains("new\trsa\tsigns for account carol\t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", " ", "\\n"})
  void aKeyMayStandInTheSettings(String lineEnd) throws IOException {
    String pem = Files.readString(directory.resolve("Ed25519")).strip().replace("\n", lineEnd);
    PluginHarness harness =
        harness("author.example ed25519 " + pem + " from 2026-01-01").account("carol");
    byte[] sent = amended(message(harness, MESSAGE), MESSAGE);
    assertThat(verdicts(sent, Instant.parse("2026-01-05T12:00:00Z")))
        .extracting(DkimVerdict::result)
        .containsExactly(DkimResult.PASS);
  }

  @Test
  void noComplaintShowsAKey() throws IOException {
    String pem = Files.readString(directory.resolve("Ed25519")).strip();
    String bare = pem.lines().filter(line -> !line.startsWith("-")).findFirst().orElseThrow();
    for (String key : List.of(pem + " form 2026-01-01", pem.replace("-----END", ""), bare)) {
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(harness("author.example ed25519 " + key)::install)
          .withMessageContaining("\"author.example ed25519 …\": ")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(bare.substring(0, 20)));
    }
  }

  @Test
  void withoutKeysItSaysSoAndSignsNothing() {
    PluginHarness harness = harness().account("carol");
    assertThat(message(harness, MESSAGE)).isEqualTo(Verdict.pass());
    assertThat(harness.logged()).anyMatch(line -> line.contains("there are no keys"));
  }

  /// TXT records of tests.
  private record Published(Map<String, String> texts) implements DnsLookup {
    @Override
    public DnsAnswer<String> texts(String name) {
      String text = texts.get(name);
      return text == null ? new DnsAnswer.NoName<>() : new DnsAnswer.Found<>(List.of(text));
    }

    @Override
    public DnsAnswer<InetAddress> addresses4(String name) {
      return new DnsAnswer.NoName<>();
    }

    @Override
    public DnsAnswer<InetAddress> addresses6(String name) {
      return new DnsAnswer.NoName<>();
    }

    @Override
    public DnsAnswer<String> exchangers(String name) {
      return new DnsAnswer.NoName<>();
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
      return new DnsAnswer.NoName<>();
    }
  }
}
