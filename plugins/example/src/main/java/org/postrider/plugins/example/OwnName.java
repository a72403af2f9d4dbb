// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.example;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;

/// Keeps strangers from using our own names, at which nobody but the postmaster has a mailbox.
///
/// Settings: `names`, the names that are ours; `mail-host`, where their postmaster's mail goes.
public final class OwnName implements SmtpPlugin {
  private static final int MOST_AN_HOUR = 20;

  /// Called by the loader.
  public OwnName() {}

  @Override
  public String name() {
    return "example";
  }

  @Override
  public void install(Host host) {
    List<String> names =
        host.settings().texts("names", List.of()).stream().map(OwnName::folded).toList();
    String mailHost = host.settings().text("mail-host", "");
    whileClientsAreHere(host, names);
    onceMessagesAreHere(host, names, mailHost);
    host.onCommand(new NamesCommand(names));
  }

  /// The questions of a session, in their order; all may refuse. What only computes is pure.
  private static void whileClientsAreHere(Host host, List<String> names) {
    host.onConnection(connection ->
        isStranger(connection) && claims(connection, names, host)
            ? refused("claimed_name", host)
            : Verdict.pass());
    host.onHello(
        Answer.pure(hello ->
            isStranger(hello.connection()) && names.contains(folded(hello.name()))
                ? refused("own_name", host)
                : Verdict.pass()));
    host.onMail(
        Answer.pure(mail -> {
          Mailbox sender = mail.sender().mailbox();
          return sender != null
                  && isStranger(mail.hello().connection())
                  && names.contains(sender.domain().key())
              ? refused("own_sender", host)
              : Verdict.pass();
        }));
    host.onRelay(
        Answer.pure(recipient ->
            isOurs(recipient.mailbox(), names) && !recipient.mailbox().local().isPostmaster()
                ? Relay.DENY
                : Relay.PASS));
    host.onRecipient(recipient ->
        isOurs(recipient.mailbox(), names) && isTooMuch(recipient, host)
            ? Verdict.later("4.7.1", "The postmaster has heard enough from you for now")
            : Verdict.pass());
  }

  /// The questions about a message: before it is accepted, when it is taken up, before each attempt
  /// to deliver it, and what came of that.
  private static void onceMessagesAreHere(Host host, List<String> names, String mailHost) {
    host.onMessage(
        Answer.pure(message ->
            message.recipients().stream().anyMatch(each -> isOurs(each, names))
                ? new ContentVerdict.Amend(
                    List.of(new Change.AddField("X-For-Postmaster-Of", names.getFirst())))
                : Verdict.pass()));
    host.onQueued(message ->
        message.sender().isNull()
                && message.recipients().stream()
                    .allMatch(each -> isOurs(each, names) && !each.local().isPostmaster())
            ? new ContentVerdict.Discard("a notification for nobody")
            : Verdict.pass());
    host.onAttempt(attempt ->
        names.contains(attempt.domain()) && !mailHost.isEmpty()
            ? new Attempt.RouteTo(mailHost, 25)
            : Verdict.pass());
    host.onOutcome(told -> {
      if (isOurs(told.recipient(), names) && told.ending() == Told.Ending.FAILED) {
        host.meter().count("postmaster_failed");
      }
    });
  }

  private static Verdict refused(String counter, Host host) {
    host.meter().count(counter);
    return Verdict.refuse("5.7.1", "That is my name, not yours");
  }

  /// Users' mail programs say what they like, and this host may well talk to itself.
  private static boolean isStranger(Connection connection) {
    return connection.kind() == ListenerKind.MX
        && !connection.client().getAddress().isLoopbackAddress();
  }

  /// Whether DNS gives the client one of our names. That nobody can say is no reason to refuse.
  private static boolean claims(Connection connection, List<String> names, Host host) {
    try {
      return host.lookup().names(connection.client().getAddress()).stream()
          .anyMatch(name -> names.contains(folded(name)));
    } catch (IOException e) {
      host.logger().log(System.Logger.Level.DEBUG, "DNS does not say: {0}", e);
      return false;
    }
  }

  private static boolean isOurs(Mailbox mailbox, List<String> names) {
    return names.contains(mailbox.domain().key());
  }

  private static boolean isTooMuch(Recipient recipient, Host host) throws IOException {
    InetAddress client = recipient.mail().hello().connection().client().getAddress();
    String key = "postmaster " + client.getHostAddress();
    return host.memory().add(key, 1, Duration.ofHours(1)) > MOST_AN_HOUR;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
