// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.aliases.Expansion.TooFar;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.directory.AddressTable;
import org.postrider.plugins.files.LiveFile;
import org.postrider.smtp.protocol.address.Mailbox;

/// Puts those who stand behind an address in its place, among the recipients of a message. The
/// reverse-path stays.
///
/// Settings: `domains` and `virtual-domains`, see [Scope]; `file`; those of [AddressTable];
/// `separator` and `keep-detail`; those of [Limits].
///
/// @rfc 5321 §3.9.1
public final class Aliases implements SmtpPlugin {
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");
  private static final Verdict TOO_MANY =
      Verdict.refuse("5.5.3", "Too many stand behind these recipients; write to fewer at once");

  /// Called by the loader.
  public Aliases() {}

  @Override
  public String name() {
    return "aliases";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Scope scope = Scope.read(settings);
    Limits limits = Limits.read(settings);
    Expander expander = new Expander(scope, tables(host, limits), limits);
    host.onRelay(Answer.pure(recipient -> relay(recipient, scope)));
    host.onRecipient(recipient -> verdict(recipient, expander, host));
    host.onMessage(message -> verdict(message, expander, host));
    host.onQueued(message -> verdict(message, expander, host));
    host.onExplain(mail -> course(mail, expander));
    host.onCommand(new AliasesCommand(expander));
  }

  private static Tables tables(Host host, Limits limits) {
    Settings settings = host.settings();
    Supplier<AliasFile> file =
        settings.text("file", "").isEmpty() ? () -> AliasFile.EMPTY : file(host)::now;
    String separator = settings.text("separator", "");
    if (separator.length() > 1) {
      throw settings.wrong("separator", "has to be one character, such as \"+\"");
    }
    boolean keepsDetail = settings.flag("keep-detail", false);
    if (keepsDetail && separator.isEmpty()) {
      throw settings.wrong("keep-detail", "without a `separator` nobody has a detail");
    }
    @Nullable AddressTable table =
        AddressTable.read(host, limits.recipient(), "the addresses behind one");
    @Nullable Table elsewhere = table == null ? null : new Elsewhere(table);
    if (settings.text("file", "").isEmpty() && elsewhere == null) {
      throw settings.wrong("file", "there is no table: set `file`, `sql-url` or `ldap-servers`");
    }
    return new Tables(file, elsewhere, separator, keepsDetail);
  }

  private static LiveFile<AliasFile> file(Host host) {
    Path file = host.settings().path("file", Path.of(""));
    LiveFile<AliasFile> live = new LiveFile<>(file, new AliasReader(), host.clock(), host.logger());
    List<String> faults = live.open();
    if (!faults.isEmpty()) {
      throw host.settings().wrong("file", String.join("\n", faults));
    }
    return live;
  }

  /// Takes mail for domains that have nothing but aliases, and opens nothing else: whoever has
  /// mailboxes has them allowed elsewhere.
  private static Relay relay(Recipient recipient, Scope scope) {
    Mailbox mailbox = recipient.mailbox();
    return scope.isVirtual(mailbox.domain()) && !mailbox.local().namesAnotherHop()
        ? Relay.ALLOW
        : Relay.PASS;
  }

  private static Verdict verdict(Recipient recipient, Expander expander, Host host)
      throws InterruptedException {
    try {
      if (expander.expand(recipient.mailbox()).ends().isEmpty()) {
        host.meter().count("unknown");
        return UNKNOWN;
      }
      return Verdict.pass();
    } catch (IOException e) {
      return notNow(e, host);
    } catch (TooFar e) {
      return tooFar(e, host);
    }
  }

  private static ContentVerdict verdict(Submitted message, Expander expander, Host host)
      throws InterruptedException {
    try {
      Recasting recasting = Recasting.of(message.recipients(), expander);
      if (!recasting.nobody().isEmpty()) { // a table has changed since RCPT
        return refuse("4.3.0", "Recipients have just changed", recasting.nobody().toString());
      }
      List<Change> changes = recasting.changes();
      if (changes.isEmpty()) {
        return Verdict.pass();
      }
      if (recasting.after().size() > expander.limits().message()) {
        return TOO_MANY;
      }
      host.meter().count("expanded");
      return new ContentVerdict.Amend(changes);
    } catch (IOException e) {
      return notNow(e, host);
    } catch (TooFar e) {
      return tooFar(e, host);
    }
  }

  /// Mail that no client has sent, a notification or a plug-in's, is not asked about when it comes:
  /// a copy of it goes to those who stand behind its recipients.
  private static Queued.Verdict verdict(Queued message, Expander expander, Host host)
      throws InterruptedException {
    if (!message.client().isEmpty() && message.plugin().isEmpty()) {
      return Verdict.pass();
    }
    try {
      Recasting recasting = Recasting.of(message.recipients(), expander);
      List<Mailbox> after = List.copyOf(recasting.after().values());
      if (after.isEmpty()) {
        return UNKNOWN;
      }
      if (recasting.changes().isEmpty()) {
        return Verdict.pass();
      }
      if (after.size() > expander.limits().message()) {
        return TOO_MANY;
      }
      host.meter().count("expanded");
      return new ContentVerdict.Discard(
          "its recipients are aliases: "
              + host.submit(message.sender(), after, message.content())
              + " goes to those behind them");
    } catch (IOException e) {
      return notNow(e, host);
    } catch (TooFar e) {
      return tooFar(e, host);
    }
  }

  private static Explain.Course course(Explain mail, Expander expander)
      throws InterruptedException {
    try {
      Expansion expansion = expander.expand(mail.recipient());
      return expansion.steps().size() == 1 && !expansion.ends().isEmpty()
          ? mail.unchanged()
          : new Explain.Course(expansion.lines(", "), expansion.ends());
    } catch (IOException | TooFar e) {
      return new Explain.Course(List.of("not now: " + e.getMessage()), List.of());
    }
  }

  private static Verdict notNow(IOException e, Host host) {
    host.meter().count("unreachable");
    return refuse("4.3.0", "Aliases cannot be looked up now", String.valueOf(e.getMessage()));
  }

  private static Verdict tooFar(TooFar e, Host host) {
    host.meter().count("too-far");
    return refuse("4.3.5", "Aliases are not in order here", String.valueOf(e.getMessage()));
  }

  private static Verdict refuse(String status, String text, String detail) {
    return Verdict.refuse(Refusal.of(451, status, text).because(detail));
  }
}
