// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Sends mail by a named route where a rule about its sender, account or recipients fits; the first
/// that fits holds.
///
/// Setting: `rules`, lines of a kind, a pattern and the name of a route.
public final class Routing implements SmtpPlugin {
  private static final String RULES = "rules";

  /// Called by the loader.
  public Routing() {}

  @Override
  public String name() {
    return "routing";
  }

  @Override
  public void install(Host host) {
    List<Rule> rules = rules(host.settings());
    host.onAttempt(
        Answer.pure(attempt -> {
          for (Rule rule : rules) {
            if (rule.fits().test(attempt.message())) {
              host.meter().count("routed");
              return new Attempt.RouteBy(rule.route());
            }
          }
          return Verdict.pass();
        }));
  }

  private static List<Rule> rules(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    for (String line : settings.texts(RULES, List.of())) {
      try {
        rules.add(Rule.parse(line));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(RULES, String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(rules);
  }
}
