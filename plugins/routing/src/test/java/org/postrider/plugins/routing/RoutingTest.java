// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class RoutingTest {
  private static final List<String> RULES =
      List.of(
          "recipient ann@b.example ann-box",
          "account Robot slow",
          "sender @news.example bulk",
          "sender <> quiet",
          "account * smarthost");

  @ParameterizedTest
  @CsvSource({
    "'', <a@x.example>, c@b.example, ''",
    "'', <a@x.example>, Ann@b.example, ann-box",
    "robot, <a@x.example>, c@b.example, slow",
    "robot, <a@x.example>, ann@b.example, ann-box",
    "'', <a@news.example>, c@b.example, bulk",
    "carol, <a@news.example>, c@b.example, bulk",
    "carol, <a@x.example>, c@b.example, smarthost",
    "'', <>, c@b.example, quiet",
  })
  void theFirstRuleThatFitsHolds(String account, String sender, String recipient, String route) {
    PluginHarness harness = PluginHarness.with(new Routing()).setting("rules", RULES);
    if (!account.isEmpty()) {
      harness.account(account);
    }
    Attempt.Verdict verdict =
        harness.mail(sender).recipient(recipient).attempt(1, "mx.b.example:25");
    assertThat(verdict).isEqualTo(route.isEmpty() ? Verdict.pass() : new Attempt.RouteBy(route));
  }

  @ParameterizedTest
  @CsvSource({
    "sender @x.example, is not sender",
    "client 192.0.2.1 x, is none of sender",
    "sender x.example x, is no address",
  })
  void aRuleThatIsNoneIsSaid(String rule, String words) {
    PluginHarness harness = PluginHarness.with(new Routing()).setting("rules", List.of(rule));
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness.mail("<a@x.example>").recipient("c@b.example").attempt(1))
        .withMessageContaining(words);
  }
}
