// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The options that say which entries of the queue are meant; all given must fit.
final class QueueFilter {
  private static final List<String> NAMES =
      List.of("id", "destination", "sender", "recipient", "state", "older-than");

  private QueueFilter() {}

  static CommandSpec added(CommandSpec spec) {
    return spec.addOption(Options.value("--id", "ID", "Entries of this message."))
        .addOption(Options.value("--destination", "DOMAIN", "Entries for this recipient domain."))
        .addOption(Options.value("--sender", "ADDRESS", "From this address; <> for none."))
        .addOption(Options.value("--recipient", "ADDRESS", "With this recipient."))
        .addOption(Options.value("--state", "queued|held", "In this state."))
        .addOption(Options.value("--older-than", "TIME", "Accepted longer ago, such as 2h or 3d."));
  }

  /// What was given, as the admin interface takes it.
  static Map<String, String> query(ParseResult given) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = Options.text(given, "--" + name);
      if (value != null) {
        query.put(name, value);
      }
    }
    return query;
  }
}
