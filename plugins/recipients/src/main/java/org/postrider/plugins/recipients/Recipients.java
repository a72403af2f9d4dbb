// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.directory.Database;
import org.postrider.plugins.directory.Directory;
import org.postrider.plugins.directory.Remembered;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.patterns.NamePattern;
import org.postrider.smtp.protocol.address.LocalPart;
import org.postrider.smtp.protocol.address.Mailbox;

/// Refuses recipients that do not exist, in the domains that are named. Who knows them is a file, a
/// database, a directory, or the host that mail goes to next; where there are several, the first
/// that knows a recipient suffices. Where none does and one cannot be asked, the plug-in fails, and
/// what the configuration says for that holds.
///
/// Settings: `domains`; `file`; `sql-…`, see [Database]; `ldap-…`, see [Directory];
/// `next-hop-servers` and more, see [CallAhead]; `separator` of subaddresses; `known-for` and
/// `unknown-for`, how long answers that are not from the file are remembered.
public final class Recipients implements SmtpPlugin {
  private static final String SQL = "sql-";
  private static final String LDAP = "ldap-";
  private static final String NEXT_HOP = "next-hop-";
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");

  /// Called by the loader.
  public Recipients() {}

  @Override
  public String name() {
    return "recipients";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    List<NamePattern> domains = domains(settings);
    String separator = settings.text("separator", "");
    if (separator.length() > 1) {
      throw settings.wrong("separator", "has to be one character, such as \"+\"");
    }
    List<Source> sources = new ArrayList<>();
    if (!settings.text("file", "").isEmpty()) {
      sources.add(file(host));
    }
    List<Source> others = others(host);
    if (!others.isEmpty()) {
      sources.add(remembered(new Sources(others), host));
    }
    if (sources.isEmpty()) {
      throw settings.wrong(
          "file",
          "nobody is there to ask: set `file`, `sql-url`, `ldap-servers` or `next-hop-servers`");
    }
    Source all = new Sources(List.copyOf(sources));
    host.onRecipient(recipient -> verdict(recipient, domains, all, separator, host));
  }

  private static List<NamePattern> domains(Settings settings) {
    List<String> texts = settings.texts("domains", List.of());
    if (texts.isEmpty()) {
      throw settings.wrong("domains", "has to name the domains whose recipients are known here");
    }
    try {
      return texts.stream().map(NamePattern::parse).toList();
    } catch (IllegalArgumentException e) {
      throw settings.wrong("domains", String.valueOf(e.getMessage()));
    }
  }

  private static Source remembered(Source other, Host host) {
    Remembered remembered = Remembered.read(host, Duration.ofHours(1), Duration.ofMinutes(5));
    return recipient ->
        remembered
            .ask(
                Source.address(recipient.mailbox()),
                () -> other.knows(recipient) ? Optional.of("") : Optional.empty())
            .isPresent();
  }

  private static Source file(Host host) {
    Path file = host.settings().path("file", Path.of(""));
    LiveFile<Listed> live = new LiveFile<>(file, Listed.PURPOSE, host.clock(), host.logger());
    List<String> faults = live.open();
    if (!faults.isEmpty()) {
      throw host.settings().wrong("file", String.join("\n", faults));
    }
    return recipient -> live.now().has(recipient.mailbox());
  }

  private static List<Source> others(Host host) {
    Settings settings = host.settings();
    List<Source> others = new ArrayList<>();
    if (Database.isIn(settings, SQL)) {
      Database database = Database.read(host, SQL);
      others.add(recipient -> database.ask(Source.address(recipient.mailbox())).isPresent());
    }
    if (Directory.isIn(settings, LDAP)) {
      Directory directory = Directory.read(host, LDAP, Set.of("address", "local", "domain"));
      others.add(recipient -> directory.has(words(recipient.mailbox())));
    }
    if (!settings.texts(NEXT_HOP + "servers", List.of()).isEmpty()) {
      others.add(CallAhead.read(host, NEXT_HOP));
    }
    return others;
  }

  private static Map<String, String> words(Mailbox mailbox) {
    return Map.of(
        "address", Source.address(mailbox),
        "local", mailbox.local().value(),
        "domain", mailbox.domain().key());
  }

  private static Verdict verdict(
      Recipient recipient, List<NamePattern> domains, Source source, String separator, Host host)
      throws IOException, InterruptedException {
    Mailbox mailbox = recipient.mailbox();
    boolean isAsked =
        !mailbox.local().isPostmaster() // RFC 5321 §4.5.1
            && domains.stream().anyMatch(domain -> domain.fits(mailbox.domain().key()));
    if (!isAsked || source.knows(recipient)) {
      return Verdict.pass();
    }
    Recipient whole = withoutDetail(recipient, separator);
    if (whole != null && source.knows(whole)) {
      return Verdict.pass();
    }
    host.meter().count("unknown");
    return UNKNOWN;
  }

  /// The mailbox that a subaddress belongs to; null where it is none. RFC 5233 §4
  private static @Nullable Recipient withoutDetail(Recipient recipient, String separator) {
    Mailbox mailbox = recipient.mailbox();
    String local = mailbox.local().value();
    int at = separator.isEmpty() ? -1 : local.indexOf(separator);
    return at <= 0
        ? null
        : new Recipient(
            recipient.mail(),
            new Mailbox(new LocalPart(local.substring(0, at)), mailbox.domain()),
            recipient.parameters());
  }
}
