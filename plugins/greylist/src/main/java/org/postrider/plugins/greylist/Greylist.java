// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.greylist;

import java.io.IOException;
import java.util.List;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.plugins.patterns.Networks;

/// Asks a stranger who writes to somebody for the first time to come back later, which a mail host
/// does and much junk does not. Who came back a few times is a friend and is taken at once. Who has
/// authenticated is not asked to wait, nor who has come to a listener that is for users.
///
/// Settings: those of [Waits]; `friends`, networks that need not wait; `recipients`, who gets mail
/// at once; `message`, what strangers are told.
///
/// @rfc 6647 §2
public final class Greylist implements SmtpPlugin {
  private static final int MOST_TEXT = 200;

  /// Called by the loader.
  public Greylist() {}

  @Override
  public String name() {
    return "greylist";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Waits waits = Waits.read(settings);
    Networks friends = Networks.read(settings, "friends", List.of());
    List<MailboxPattern> recipients = MailboxPattern.read(settings, "recipients");
    Refusal refusal = Refusal.of(450, "4.7.1", message(settings));
    host.onRecipient(recipient -> {
      boolean isExempt =
          !isStranger(recipient.mail())
              || friends.has(recipient.mail().hello().connection().client().getAddress())
              || recipients.stream().anyMatch(each -> each.fits(recipient.mailbox()));
      return isExempt ? Verdict.pass() : verdict(recipient, waits, refusal, host);
    });
  }

  private static String message(Settings settings) {
    String message =
        settings.text("message", "We do not know you yet; please come back in a few minutes");
    if (!message.matches("[ -~]{1," + MOST_TEXT + "}")) {
      throw settings.wrong("message", "has to be ASCII on one line, of at most 200 characters");
    }
    return message;
  }

  private static boolean isStranger(Mail mail) {
    return mail.hello().connection().kind() == ListenerKind.MX && !mail.isAuthenticated();
  }

  private static Verdict verdict(Recipient recipient, Waits waits, Refusal refusal, Host host)
      throws IOException {
    Memory memory = host.memory();
    Triplet triplet = Triplet.of(recipient, waits);
    Acquaintance acquaintance = new Acquaintance(memory, host.clock(), waits);
    Acquaintance.Standing standing = acquaintance.meet(triplet);
    host.meter().count(standing.counter());
    return standing == Acquaintance.Standing.STRANGER
        ? Verdict.refuse(refusal.because(triplet.toString()))
        : Verdict.pass();
  }
}
