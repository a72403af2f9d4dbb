// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
        .addOption(
            Options.value("--from", "ADDRESS", "Its sender; default: <>, as a notification's."))
        .addOption(Options.value("--account", "NAME", "Who authenticated; default: nobody."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addPositional(Options.words("ADDRESS", "1", "A recipient, or a domain."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Map<String, String> asked = asked(given);
    try (AdminClient client = AdminClient.of(given, console)) {
      JsonNode answer = client.get("/sites/explain", asked);
      if (Options.has(given, "--json")) {
        console.out().println(answer);
      } else {
        String of = answer.has("recipient") ? "recipient" : "domain";
        console.out().println(of + ": " + Printable.of(answer.path(of).asString()));
        answer.path("steps").forEach(step -> console.out().println(Printable.of(step.asString())));
      }
    }
    return Program.DONE;
  }

  private static Map<String, String> asked(ParseResult given) throws Failure {
    String word = Options.words(given).getFirst();
    @Nullable String from = Options.text(given, "--from");
    @Nullable String account = Options.text(given, "--account");
    Map<String, String> asked = new TreeMap<>();
    if (!word.contains("@")) {
      if (from != null || account != null) {
        throw Failure.ofCall("--from and --account want a recipient, not a whole domain");
      }
      asked.put("name", word);
      return asked;
    }
    asked.put("recipient", address(word));
    if (from != null) {
      asked.put("sender", from.isEmpty() || from.equals("<>") ? "<>" : address(from));
    }
    if (account != null) {
      asked.put("account", account);
    }
    return asked;
  }

  private static String address(String word) throws Failure {
    try {
      return Mailbox.parse(word).toString();
    } catch (IllegalArgumentException e) {
      throw Failure.ofCall(String.valueOf(e.getMessage()));
    }
  }
}
