// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.users.RosterEdit.Declined;

/// `postrider key`: makes, lists and revokes API keys.
final class KeyCommand implements OperatorCommand {
  private static final int LONGEST_LABEL = 200;

  private final RosterEdit edit;
  private final InstantSource clock;
  private final RandomGenerator random;

  KeyCommand(RosterEdit edit, InstantSource clock, RandomGenerator random) {
    this.edit = edit;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String name() {
    return "key";
  }

  @Override
  public String summary() {
    return "Make, list and revoke API keys, which programs use in place of a password";
  }

  @Override
  public List<String> usage() {
    return List.of(
        "postrider key add NAME [--label TEXT]",
        "postrider key list [NAME]",
        "postrider key revoke ID|KEY",
        "",
        "A key is shown once, when it is made; only a hash of it is kept. It is the password of",
        "account NAME with AUTH PLAIN and LOGIN, beside the account's own.");
  }

  @Override
  public int run(List<String> arguments, Terminal terminal) throws IOException {
    Call call = Call.read(arguments, List.of("--label"), List.of());
    try {
      if (call.is("add", 1)) {
        return add(call, terminal);
      }
      if (call.isBare() && (call.is("list", 0) || call.is("list", 1))) {
        return list(call, terminal);
      }
      if (call.is("revoke", 1) && call.isBare()) {
        return revoke(call.word(0), terminal);
      }
      return call.wrong(usage(), terminal);
    } catch (Declined | IllegalArgumentException e) {
      terminal.err().println(e.getMessage());
      return 1;
    }
  }

  private int add(Call call, Terminal terminal) throws IOException, Declined {
    String label = call.option("--label").strip();
    if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      throw new Declined("a label is one line of at most " + LONGEST_LABEL + " characters");
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String secret = ApiKey.secret(random);
    edit.change((roster, lines) -> {
      String name = UserCommand.known(roster, call.word(0));
      ApiKey key = ApiKey.of(secret, name, today, label);
      return RosterEdit.Change.with(lines, new Line.Key(key));
    });
    terminal.out().println(secret);
    String id = ApiKey.idIn(secret).orElseThrow();
    terminal.err().println("This is shown only now; postrider key revoke " + id + " ends it.");
    return 0;
  }

  private int list(Call call, Terminal terminal) throws IOException, Declined {
    Roster roster = edit.read();
    String only = call.is("list", 1) ? UserCommand.known(roster, call.word(0)) : "";
    for (ApiKey key : roster.keys().values()) {
      if (only.isEmpty() || key.account().equals(only)) {
        String row = key.id() + "\t" + key.account() + "\t" + key.made() + "\t" + key.label();
        terminal.out().println(row.stripTrailing());
      }
    }
    return 0;
  }

  private int revoke(String word, Terminal terminal) throws IOException, Declined {
    String id = ApiKey.idIn(word).orElse(word); // a whole key may have been found somewhere
    edit.change((roster, lines) -> {
      if (roster.key(id).isEmpty()) {
        throw new Declined("there is no key " + id);
      }
      return RosterEdit.Change.each(
          lines,
          each ->
              each instanceof Line.Key(ApiKey key) && key.id().equals(id)
                  ? new Line.Other()
                  : each);
    });
    terminal.out().println("revoked " + id);
    return 0;
  }
}
