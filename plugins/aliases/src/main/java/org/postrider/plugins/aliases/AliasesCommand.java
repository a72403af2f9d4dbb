// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.List;
import org.postrider.plugins.aliases.Expansion.TooFar;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.smtp.protocol.address.Mailbox;

/// `postrider aliases`: shows who stands behind an address, step by step.
///
/// @param expander asks the tables themselves, since a command has no memory
record AliasesCommand(Expander expander) implements OperatorCommand {
  @Override
  public String name() {
    return "aliases";
  }

  @Override
  public String summary() {
    return "Show who stands behind an address";
  }

  @Override
  public List<String> usage() {
    return List.of(
        "postrider aliases ADDRESS",
        "",
        "Prints the address, each alias that it leads to, with the line or table that says so, and",
        "who gets the mail in the end. Ends with 1 where that is nobody, or cannot be found out.");
  }

  @Override
  public int run(List<String> arguments, Terminal terminal) throws InterruptedException {
    if (arguments.size() != 1) {
      usage().forEach(terminal.err()::println);
      return 2;
    }
    Mailbox mailbox;
    try {
      mailbox = Mailbox.parse(arguments.getFirst());
    } catch (IllegalArgumentException e) {
      terminal.err().println(e.getMessage());
      return 2;
    }
    try {
      Expansion expansion = expander.expand(mailbox);
      expansion.lines("\t").forEach(terminal.out()::println);
      return expansion.ends().isEmpty() ? 1 : 0;
    } catch (IOException | TooFar e) {
      terminal.err().println(e.getMessage());
      return 1;
    }
  }
}
