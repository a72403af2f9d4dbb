// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

class AddressFormsTest {
  /// Notes who writes to whom.
  private record Noting(List<String> seen) implements SmtpPlugin {
    @Override
    public String name() {
      return "noting";
    }

    @Override
    public void install(Host host) {
      host.onRecipient(recipient -> {
        seen.add(recipient.mail().sender() + " " + recipient.mailbox());
        return Verdict.pass();
      });
    }
  }

  @Test
  void addressesMayHaveAngleBrackets() {
    List<String> seen = new ArrayList<>();
    PluginHarness harness = PluginHarness.with(new Noting(seen));
    harness.mail("<a@b.example>").recipient("<c@d.example>").verdict();
    harness.mail("a@b.example").recipient("x@y.example").recipient("<c@d.example>").verdict();
    harness.mail("<>").recipient("c@d.example").verdict();
    assertThat(seen)
        .containsExactly(
            "<a@b.example> c@d.example", "<a@b.example> c@d.example", "<> c@d.example");
    for (String wrong : List.of("", "<a@b.example", "a@b.example>", "<<a@b.example>>")) {
      assertThatThrownBy(() -> harness.mail(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> harness.mail("<>").recipient("<>"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
