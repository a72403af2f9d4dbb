// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.MapSettings;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.smtp.protocol.address.ReversePath;

class PatternsTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/31, 192.0.2.129, true",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::1, 2001:db8::1, true",
    "::/0, 192.0.2.1, false"
  })
  void aNetworkHasAddresses(String network, String address, boolean has) {
    assertThat(Network.parse(network).has(InetAddress.ofLiteral(address))).isEqualTo(has);
  }

  @Test
  void aNetworkIsCutFromAnAddress() {
    assertThat(Network.of(InetAddress.ofLiteral("192.0.2.77"), 24)).hasToString("192.0.2.0/24");
    assertThat(Network.of(InetAddress.ofLiteral("192.0.2.77"), 32)).hasToString("192.0.2.77");
    assertThat(Network.of(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6"), 64))
        .hasToString("2001:db8:1:2:0:0:0:0/64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "192.0.2",
        "192.0.2.1/24",
        "192.0.2.0/33",
        "2001:db8::/129",
        "192.0.2.0/-1",
        "host.example",
        "192.0.2.0/"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageContaining("\"" + text + "\"");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> Networks.read(settings(text), "networks", List.of()))
        .withMessageStartingWith("plugins.x.networks: \"" + text + "\"");
  }

  private static MapSettings settings(String network) {
    return new MapSettings("x", Path.of(""), Map.of("networks", List.of(network)));
  }

  @ParameterizedTest
  @CsvSource({
    "b.example, b.example, true",
    "B.Example, b.example, true",
    "b.example, a.b.example, false",
    "*.example, b.example, true",
    "*.example, a.b.example, true",
    "*.example, example, false",
    "bücher.example, xn--bcher-kva.example, true"
  })
  void aNameFitsNames(String pattern, String key, boolean fits) {
    assertThat(NamePattern.parse(pattern).fits(key)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "a@b.example, a@b.example, true",
    "A@b.example, a@B.example, true",
    "a@b.example, b@b.example, false",
    "@b.example, x@b.example, true",
    "@b.example, x@a.b.example, false",
    "@*.b.example, x@a.b.example, true",
    "a@, a@any.example, true",
    "a@, b@any.example, false",
    "<>, a@b.example, false"
  })
  void aMailboxFitsMailboxes(String pattern, String mailbox, boolean fits) {
    MailboxPattern parsed = MailboxPattern.parse(pattern);
    Mailbox other = Mailbox.parse(mailbox);
    assertThat(parsed.fits(other)).isEqualTo(fits);
    assertThat(parsed.fits(new ReversePath(other))).isEqualTo(fits);
    assertThat(parsed.fits(ReversePath.NULL)).isEqualTo(pattern.equals("<>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "@", "a@-", "@*.[192.0.2.1]"})
  void whatIsNoMailboxIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> MailboxPattern.parse(text));
  }
}
