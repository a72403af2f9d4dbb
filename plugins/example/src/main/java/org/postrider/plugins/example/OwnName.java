// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.example;

import java.util.List;
import java.util.Locale;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Refuses strangers who greet us with one of our own names: no honest host does.
///
/// Setting: `names`, the names that are ours.
public final class OwnName implements SmtpPlugin {
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
    host.onHello(
        Answer.pure(hello -> {
          if (!isStranger(hello) || !names.contains(folded(hello.name()))) {
            return Verdict.pass();
          }
          host.meter().count("own_name");
          return Verdict.refuse("5.7.1", "That is my name, not yours");
        }));
  }

  /// Users' mail programs say what they like, and this host may well talk to itself.
  private static boolean isStranger(Hello hello) {
    return hello.connection().kind() == ListenerKind.MX
        && !hello.connection().client().getAddress().isLoopbackAddress();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
