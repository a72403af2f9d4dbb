// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.server.Trust;

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
    for (String file : List.of("cert.pem", "key.pem")) {
      Files.createFile(home.resolve(file));
    }
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
}
