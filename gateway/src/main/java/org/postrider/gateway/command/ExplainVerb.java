// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.Map;
import org.postrider.smtp.protocol.address.Mailbox;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider explain`: which way mail for an address would take now, by the running gateway.
record ExplainVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command("explain", "Tells which way mail would take now; sends nothing."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addPositional(Options.words("ADDRESS", "1", "A recipient, or a domain."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    String domain = domain(Options.words(given).getFirst());
    try (AdminClient client = AdminClient.of(given, console)) {
      JsonNode answer = client.get("/sites/explain", Map.of("name", domain));
      if (Options.has(given, "--json")) {
        console.out().println(answer);
      } else {
        console.out().println("domain: " + Printable.of(answer.path("domain").asString()));
        answer.path("steps").forEach(step -> console.out().println(Printable.of(step.asString())));
      }
    }
    return Program.DONE;
  }

  private static String domain(String word) throws Failure {
    if (!word.contains("@")) {
      return word;
    }
    try {
      return Mailbox.parse(word).domain().key();
    } catch (IllegalArgumentException e) {
      throw Failure.ofCall(String.valueOf(e.getMessage()));
    }
  }
}
