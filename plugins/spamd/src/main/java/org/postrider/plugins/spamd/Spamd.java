// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.spamd;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.daemons.Daemon;
import org.postrider.plugins.scanning.Finding;
import org.postrider.plugins.scanning.Forged;
import org.postrider.plugins.scanning.Scope;
import org.postrider.plugins.scanning.Treatment;

/// Shows messages to spamd before they are accepted and does with spam what the configuration says.
/// The message itself is never replaced by what spamd would make of it: fields are added, no more.
/// Where spamd gives no answer, the plug-in gives none either, and its `on-failure` holds.
///
/// Settings: those of [Daemon] and [Scope]; `user`, whose preferences spamd takes; `spam`, what is
/// done with spam, and `refuse-from`, the score from which it is refused whatever `spam` says;
/// `status`, whether messages are given a field with their score.
public final class Spamd implements SmtpPlugin {
  private static final String USUAL_ADDRESS = "127.0.0.1:783";
  private static final int CONNECTIONS = 5; // as many as spamd has children, if not told otherwise
  private static final long LARGEST = 500L << 10; // as spamc: what is larger is seldom spam

  /// Called by the loader.
  public Spamd() {}

  /// What is done about scores.
  private record Rules(Treatment spam, long refuseFrom, boolean status) {
    static Rules read(Settings settings) {
      return new Rules(
          Treatment.read(settings, "spam", Treatment.MARK, EnumSet.allOf(Treatment.class)),
          settings.number("refuse-from", 15, 1, 100_000),
          settings.flag("status", true));
    }

    ContentVerdict verdict(Score score, List<Change> forged) {
      List<Change> always = new ArrayList<>(forged);
      if (status) {
        always.add(new Change.AddField("X-Spam-Status", score.status()));
      }
      return treatment(score)
          .of(
              new Finding(
                  "Message looks like spam",
                  "spam, " + score.summary(),
                  always,
                  List.of(new Change.AddField("X-Spam-Flag", "YES"))));
    }

    private Treatment treatment(Score score) {
      if (!score.isSpam()) {
        return Treatment.PASS;
      }
      return score.points().doubleValue() >= refuseFrom ? Treatment.REFUSE : spam;
    }
  }

  @Override
  public String name() {
    return "spamd";
  }

  @Override
  public void install(Host host) {
    Daemon daemon = Daemon.read(host, USUAL_ADDRESS, CONNECTIONS);
    Scope scope = Scope.read(host, LARGEST, false);
    Rules rules = Rules.read(host.settings());
    String user = user(host.settings());
    host.onMessage(message -> {
      Optional<ContentVerdict> exempt = scope.exempt(message);
      if (exempt.isPresent()) {
        return exempt.get();
      }
      String trace = Trace.of(message, host);
      Score score = daemon.ask(line -> Symbols.ask(line, user, trace, message.content()));
      host.meter().count(score.isSpam() ? "spam" : "ham");
      return rules.verdict(score, Forged.deletions(message.content(), Spamd::isOurs));
    });
  }

  private static boolean isOurs(String field) {
    return field.toLowerCase(Locale.ROOT).startsWith("x-spam-");
  }

  private static String user(Settings settings) {
    String user = settings.text("user", "");
    if (!user.matches("[!-~]*")) {
      throw settings.wrong("user", "has to be printable ASCII without blanks");
    }
    return user;
  }
}
