// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.daemons.Daemon;
import org.postrider.plugins.scanning.ClientName;
import org.postrider.plugins.scanning.Finding;
import org.postrider.plugins.scanning.Forged;
import org.postrider.plugins.scanning.Scope;
import org.postrider.plugins.scanning.Treatment;

/// Shows messages to rspamd before they are accepted and does what its action is mapped to. Where
/// rspamd gives no answer, or one that is not understood, the plug-in gives none either, and its
/// `on-failure` holds.
///
/// Settings: those of [Daemon], [Scope] and [Actions]; `fields`, whether the header section is
/// changed as rspamd wants it.
public final class Rspamd implements SmtpPlugin {
  private static final String MARK = "X-Spam";
  private static final String USUAL_ADDRESS = "127.0.0.1:11333";
  private static final int CONNECTIONS = 100; // it works on many at once without a thread for each
  private static final long LARGEST = 50L << 20; // rspamd's own usual limit

  /// Called by the loader.
  public Rspamd() {}

  @Override
  public String name() {
    return "rspamd";
  }

  @Override
  public void install(Host host) {
    Daemon daemon = Daemon.read(host, USUAL_ADDRESS, CONNECTIONS);
    Scope scope = Scope.read(host, LARGEST, true);
    Actions actions = Actions.read(host.settings());
    boolean fields = host.settings().flag("fields", true);
    host.onMessage(message -> {
      Optional<ContentVerdict> exempt = scope.exempt(message);
      if (exempt.isPresent()) {
        return exempt.get();
      }
      Opinion opinion = ask(daemon, message, host);
      Treatment treatment = actions.treatment(opinion.action());
      host.meter().count(treatment.word());
      return treatment.of(finding(message, treatment, opinion, fields));
    });
  }

  private static Opinion ask(Daemon daemon, Submitted message, Host host)
      throws IOException, InterruptedException {
    String name =
        ClientName.of(message.mail().hello().connection().client().getAddress(), host.lookup());
    return daemon.ask(line -> Check.ask(line, message, name));
  }

  private static Finding finding(
      Submitted message, Treatment treatment, Opinion opinion, boolean fields) throws IOException {
    String usual = treatment == Treatment.DEFER ? "Try again later" : "Message looks like spam";
    List<Change> always =
        new ArrayList<>(
            Forged.deletions(
                message.content(),
                name -> name.equalsIgnoreCase(MARK) || (fields && opinion.removes(name))));
    List<Change> marks = new ArrayList<>(List.of(new Change.AddField(MARK, "Yes")));
    if (fields) {
      always.addAll(opinion.fields());
      String subject = opinion.subject();
      if (subject != null) {
        marks.add(new Change.ReplaceField("Subject", 1, subject));
      }
    }
    String text = opinion.message().isEmpty() ? usual : opinion.message();
    return new Finding(text, opinion.summary(), always, marks);
  }
}
