// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.Question;
import org.postrider.smtp.server.QueuePolicySet;

/// All plug-ins of a configuration, installed. To be closed when none of them is asked any more,
/// which unloads them and waits for that.
///
/// @param plugins in the order of the configuration
/// @param policies whom the server asks
/// @param queuePolicies who is asked, and told, about mail that was accepted
/// @param questions what each answers, by name; nothing where it answers none
/// @param commands what they add to the command line, by name
/// @param unloading what closing does
public record Installed(
    List<Loaded> plugins,
    PolicySet policies,
    QueuePolicySet queuePolicies,
    Map<String, Set<Question>> questions,
    Map<String, OperatorCommand> commands,
    Runnable unloading)
    implements AutoCloseable {
  /// Copies list and maps.
  public Installed {
    plugins = List.copyOf(plugins);
    questions = Map.copyOf(questions);
    commands = Map.copyOf(commands);
  }

  @Override
  public void close() {
    unloading.run();
  }
}
