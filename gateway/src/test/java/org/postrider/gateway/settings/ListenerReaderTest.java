// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.server.Trust;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.TlsPolicy;
import org.postrider.smtp.wire.TlsSettings;
import org.postrider.testkit.TestCertificate;

class ListenerReaderTest {
  private static final String LEAST =
      """
      hostname = "mx.example.org"
      [[listener]]
      name = "mx"
      kind = "mx"
      address = "127.0.0.1:2525"
      """;

  @TempDir Path home;

  private GatewaySettings read(String toml) throws Exception {
    Path file = home.resolve("postrider.toml");
    Files.writeString(file, toml);
    return SettingsReader.read(file, Map.of());
  }

  @Test
  void whatAListenerWithholdsIsNamedAsInEhlo() throws Exception {
    String with = LEAST.replace("[[listener]]\n", "[[listener]]\nwithhold = [\"dsn\", \"SIZE\"]\n");
    assertThat(read(with).listeners().getFirst().withheld())
        .containsExactlyInAnyOrder(Keyword.DSN, Keyword.SIZE);
    assertThatThrownBy(() -> read(with.replace("dsn", "STARTTLS")))
        .hasMessageContaining(
            "withhold: found \"STARTTLS\", wanted any of [8BITMIME, BINARYMIME, CHUNKING,"
                + " DELIVERBY, DSN");
  }

  /// What strangers cannot be promised is not offered to them unasked.
  @Test
  void demandsAreForThoseWhoAuthenticate() throws Exception {
    assertThat(read(LEAST).listeners().getFirst().withheld())
        .containsExactlyInAnyOrder(Keyword.REQUIRE_TLS, Keyword.DELIVER_BY);
    String submission = LEAST.replace("kind = \"mx\"", "kind = \"submission\"");
    String tls = "[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";
    TestCertificate.make(home, "mx.example.org")
        .write(home.resolve("cert.pem"), home.resolve("key.pem"));
    assertThat(read(submission + tls).listeners().getFirst().withheld()).isEmpty();
    String open = LEAST.replace("[[listener]]\n", "[[listener]]\nwithhold = []\n");
    assertThat(read(open).listeners().getFirst().withheld()).isEmpty();
  }

  @Test
  void whoseWordAListenerTakesIsNamed() throws Exception {
    String keys =
        """
        [[listener]]
        proxy-protocol = ["10.0.0.0/8", "::1"]
        xclient = ["192.0.2.1"]
        xforward = ["192.0.2.2"]
        """;
    Trust trust = read(LEAST.replace("[[listener]]\n", keys)).listeners().getFirst().trust();
    assertThat(trust.proxies()).hasToString("[10.0.0.0/8, 0:0:0:0:0:0:0:1]");
    assertThat(trust.xclient()).hasToString("[192.0.2.1]");
    assertThat(trust.xforward()).hasToString("[192.0.2.2]");
    assertThat(read(LEAST).listeners().getFirst().trust()).isEqualTo(Trust.NONE);
  }

  @Test
  void aListenerSpeaksSmtpUnlessItIsToldOtherwise() throws Exception {
    String key = "[[listener]]\nprotocol = \"lmtp\"\n";
    assertThat(read(LEAST.replace("[[listener]]\n", key)).listeners().getFirst().lmtp()).isTrue();
    assertThat(read(LEAST).listeners().getFirst().lmtp()).isFalse();
  }

  @Test
  void moreCertificatesStandBesideTheUsualOne() throws Exception {
    TestCertificate.make(home, "mx.example.org")
        .write(home.resolve("cert.pem"), home.resolve("key.pem"));
    TestCertificate.make(home, "mail.example.net")
        .write(home.resolve("other.pem"), home.resolve("other.key"));
    String usual = "[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";
    String other = "[[certificate]]\ncertificate = \"other.pem\"\nkey = \"other.key\"\n";
    TlsSettings tls = Objects.requireNonNull(read(LEAST + usual + other).tls());
    assertThat(tls.policy()).isEqualTo(TlsPolicy.INTERMEDIATE);
    assertThat(tls.all())
        .containsExactly(
            new CertificateFiles(home.resolve("cert.pem"), home.resolve("key.pem")),
            new CertificateFiles(home.resolve("other.pem"), home.resolve("other.key")));
    assertThatThrownBy(() -> read(LEAST + other))
        .hasMessageContaining("certificate: is shown beside that of [tls], which is missing");
    assertThatThrownBy(() -> read(LEAST + usual + other.replace("other.key", "key.pem")))
        .hasMessageContaining("is not the key of the first certificate in");
    assertThatThrownBy(() -> read(LEAST + "[tls]\npolicy = \"modern\"\n"))
        .hasMessageContaining("tls.certificate: is missing");
  }
}
