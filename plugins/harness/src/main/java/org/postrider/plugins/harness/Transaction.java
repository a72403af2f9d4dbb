// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;

/// A transaction that has begun; made by [PluginHarness#mail].
public final class Transaction {
  private final PluginHarness harness;
  private final Mail mail;

  Transaction(PluginHarness harness, Mail mail) {
    this.harness = harness;
    this.mail = mail;
  }

  /// The same with a declared size.
  public Transaction size(long octets) {
    return with(octets, mail.parameters());
  }

  /// The same with one more parameter of MAIL.
  public Transaction parameter(String keyword, String value) {
    Map<String, String> parameters = new HashMap<>(mail.parameters());
    parameters.put(keyword, value);
    return with(mail.declaredSize(), parameters);
  }

  private Transaction with(long size, Map<String, String> parameters) {
    return new Transaction(
        harness,
        new Mail(mail.hello(), mail.account(), mail.mechanism(), mail.sender(), size, parameters));
  }

  /// What the plug-in says to MAIL.
  public Verdict verdict() {
    return Asking.verdict(harness.installed().mail, mail);
  }

  /// A recipient, `c@d.example` or `<c@d.example>`.
  public Addressed recipient(String mailbox) {
    Mailbox parsed = Paths.mailbox(mailbox);
    return new Addressed(harness, new Recipient(mail, parsed, Map.of()), List.of(parsed));
  }
}
