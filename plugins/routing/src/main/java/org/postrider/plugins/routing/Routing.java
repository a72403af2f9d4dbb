// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.files.OnePerLine;

/// Sends mail by a named route where a rule about its sender, account or recipients fits, the first
/// that does, or else where a table has one.
///
/// Settings: `rules` and `file`, lines of a kind, a pattern and the name of a route; those of
/// [RouteTable].
public final class Routing implements SmtpPlugin {
  private static final String RULES = "rules";
  private static final String FILE = "file";

  /// Called by the loader.
  public Routing() {}

  @Override
  public String name() {
    return "routing";
  }

  @Override
  public void install(Host host) {
    List<Rule> rules = rules(host.settings());
    Supplier<List<Rule>> file = file(host);
    @Nullable RouteTable table = RouteTable.read(host);
    host.onAttempt(attempt -> {
      Queued message = attempt.message();
      try {
        Optional<String> route =
            Stream.concat(rules.stream(), file.get().stream())
                .filter(rule -> rule.fits().test(message))
                .map(Rule::route)
                .findFirst();
        return verdict(route.isPresent() || table == null ? route : table.find(message), host);
      } catch (IOException e) {
        host.meter().count("unreachable");
        return Verdict.refuse(
            Refusal.of(451, "4.3.0", "Routes cannot be looked up now")
                .because(String.valueOf(e.getMessage())));
      }
    });
  }

  private static Attempt.Verdict verdict(Optional<String> route, Host host) {
    if (route.isEmpty()) {
      return Verdict.pass();
    }
    host.meter().count("routed");
    return new Attempt.RouteBy(route.get());
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

  private static Supplier<List<Rule>> file(Host host) {
    Settings settings = host.settings();
    if (settings.text(FILE, "").isEmpty()) {
      return List::of;
    }
    Path file = settings.path(FILE, Path.of(""));
    LiveFile.Purpose<List<Rule>> rules = new OnePerLine<>(Rule::parse, all -> all);
    LiveFile<List<Rule>> live = new LiveFile<>(file, rules, host.clock(), host.logger());
    List<String> faults = live.open();
    if (!faults.isEmpty()) {
      throw settings.wrong(FILE, String.join("\n", faults));
    }
    return live::now;
  }
}
