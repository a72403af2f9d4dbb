// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.util.Map;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Verdict;

/// A client that has greeted; made by [PluginHarness#hello].
public final class Greeting {
  private final PluginHarness harness;
  private final Hello hello;

  Greeting(PluginHarness harness, Hello hello) {
    this.harness = harness;
    this.hello = hello;
  }

  /// What the plug-in says to the greeting.
  public Verdict verdict() {
    return Asking.verdict(harness.installed().hello, hello);
  }

  /// A transaction; `sender` is `a@b.example` or `<a@b.example>`, or `<>` for nobody.
  public Transaction mail(String sender) {
    String account = harness.account();
    String mechanism = account.isEmpty() ? "" : "PLAIN";
    return new Transaction(
        harness, new Mail(hello, account, mechanism, Paths.sender(sender), 0, Map.of()));
  }
}
