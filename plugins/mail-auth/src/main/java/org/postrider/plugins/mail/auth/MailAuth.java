// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.mail.auth;

import org.postrider.mail.auth.spf.Spf;
import org.postrider.mail.auth.spf.SpfOutcome;
import org.postrider.mail.auth.spf.SpfRequest;
import org.postrider.mail.auth.spf.SpfResult;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;

/// Checks whom mail of strangers is from. What was found is told in an `Authentication-Results`
/// field; one that comes from outside with our name is taken out. Mail is refused only where the
/// configuration says so. Who has authenticated, or has come to a listener for users, is not asked
/// about.
///
/// Settings: those of [AuthPolicy].
public final class MailAuth implements SmtpPlugin {
  private static final Refusal SPF =
      Refusal.of(550, "5.7.23", "The sender's domain does not let this client send"); // RFC 7372

  /// Called by the loader.
  public MailAuth() {}

  @Override
  public String name() {
    return "mail-auth";
  }

  @Override
  public void install(Host host) {
    AuthPolicy policy = AuthPolicy.read(host.settings());
    if (policy.refusesSpfFail()) {
      host.onMail(mail -> isStranger(mail) ? spf(mail, policy, host) : Verdict.pass());
    }
    host.onMessage(message ->
        isStranger(message.mail())
            ? new Inspection(message, policy, host).verdict()
            : Verdict.pass());
  }

  private static boolean isStranger(Mail mail) {
    return mail.hello().connection().kind() == ListenerKind.MX && !mail.isAuthenticated();
  }

  static SpfRequest request(Mail mail, AuthPolicy policy, Host host) {
    Mailbox sender = mail.sender().mailbox();
    return new SpfRequest(
        mail.hello().connection().client().getAddress(),
        mail.hello().name(),
        sender == null ? "" : sender.toString(),
        policy.server(),
        host.clock().instant());
  }

  private static Verdict spf(Mail mail, AuthPolicy policy, Host host) {
    SpfOutcome outcome = Spf.check(request(mail, policy, host), new Dns(host.lookup()));
    if (outcome.result() != SpfResult.FAIL) {
      return Verdict.pass();
    }
    host.meter().count("spf");
    return Verdict.refuse(SPF.because(outcome.domain() + ": " + outcome.mechanism()));
  }
}
