// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.PluginHarness;

class RelayRulesTest {
  private static PluginHarness rules() {
    return PluginHarness.with(new RelayRules())
        .setting("local", List.of("Local.example", "bücher.example", "[192.0.2.1]"))
        .setting("relay", List.of("*.relay.example", "[IPv6:2001:DB8:0::1]"));
  }

  private static Relay asked(PluginHarness harness, String recipient) {
    return harness.mail("<a@b.example>").recipient(recipient).relay();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@local.example",
        "a@LOCAL.EXAMPLE",
        "postmaster@local.example",
        "\"a b\"@local.example",
        "a+tag@local.example",
        "a@BÜCHER.example",
        "a@xn--bcher-kva.example",
        "a@x.relay.example",
        "a@y.x.relay.example",
        "a@[192.0.2.1]",
        "a@[IPv6:2001:db8::1]",
        "a/b|c@local.example"
      })
  void namedDomainsAreAllowed(String recipient) {
    assertThat(asked(rules(), recipient)).isEqualTo(Relay.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@elsewhere.example",
        "a@example",
        "a@x.local.example",
        "a@xlocal.example",
        "a@local.example.elsewhere.example",
        "a@relay.example",
        "a@xrelay.example",
        "a@[192.0.2.2]",
        "a@[IPv6:2001:db8::2]",
        "a@[IPv6:::ffff:192.0.2.1]",
        "a@buecher.example",
        "local.example!a@elsewhere.example",
        "a%local.example@elsewhere.example",
        "\"a@local.example\"@elsewhere.example"
      })
  void everythingElseIsForOthersToAllow(String recipient) {
    assertThat(asked(rules(), recipient)).isEqualTo(Relay.PASS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%elsewhere.example@local.example",
        "a%b%c@x.relay.example",
        "elsewhere.example!a@local.example",
        "\"a@elsewhere.example\"@local.example",
        "\"a@elsewhere.example\"@x.relay.example",
        "\"@elsewhere.example:a@b.example\"@local.example",
        "\"a\\@elsewhere.example\"@local.example",
        "a%elsewhere.example@[192.0.2.1]",
        "a\uff05elsewhere.example@local.example",
        "a\uff20elsewhere.example@local.example",
        "elsewhere.example\uff01a@local.example"
      })
  void anAddressWithinTheLocalPartIsDeniedToStrangersUnlessConfigured(String recipient) {
    assertThat(asked(rules(), recipient)).isEqualTo(Relay.DENY);
    assertThat(asked(rules().setting("routing-characters", "allow"), recipient))
        .isEqualTo(Relay.ALLOW);
    assertThat(asked(rules().account("tim"), recipient)).isEqualTo(Relay.ALLOW);
  }

  @Test
  void whoHasAuthenticatedMayWriteToAnybody() {
    assertThat(asked(rules().account("tim"), "a@elsewhere.example")).isEqualTo(Relay.ALLOW);
    assertThat(asked(PluginHarness.with(new RelayRules()).account("tim"), "a@b.example"))
        .isEqualTo(Relay.ALLOW);
  }

  @Test
  void withNothingNamedNothingIsAllowed() {
    assertThat(asked(PluginHarness.with(new RelayRules()), "a@localhost")).isEqualTo(Relay.PASS);
    assertThat(asked(PluginHarness.with(new RelayRules()).client("127.0.0.1"), "a@b.example"))
        .isEqualTo(Relay.PASS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|is not a domain, nor *. before a domain",
        "*.|is not a domain, nor *. before a domain",
        "*.*.example|is not a domain, nor *. before a domain",
        "a@b.example|is not a domain, nor *. before a domain",
        ".example|is not a domain, nor *. before a domain",
        "example.|is not a domain, nor *. before a domain",
        "192.0.2.0/24|is not a domain, nor *. before a domain",
        "*.[192.0.2.1]|nothing is below an address"
      })
  void whatIsNoDomainIsRefused(String text, String message) {
    for (String key : List.of("local", "relay")) {
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(
              () -> PluginHarness.with(new RelayRules()).setting(key, List.of(text)).install())
          .withMessageStartingWith("plugins.relay." + key + ": \"" + text + "\"")
          .withMessageContaining(message);
    }
  }

  @Test
  void routingCharactersHasTwoValues() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> rules().setting("routing-characters", "maybe").install())
        .withMessage("plugins.relay.routing-characters: has to be \"refuse\" or \"allow\"");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> rules().setting("networks", List.of("0.0.0.0/0")).install());
  }
}
