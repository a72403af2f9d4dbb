// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.passwords.Argon2Text;
import org.postrider.plugins.passwords.ScramText;
import org.postrider.plugins.passwords.Verifier;
import org.postrider.plugins.users.RosterEdit.Declined;

/// `postrider user`: adds, lists, changes and removes accounts.
final class UserCommand implements OperatorCommand {
  static final int SHORTEST_PASSWORD = 8;
  private static final int LONGEST_PASSWORD = 1_024;

  private final RosterEdit edit;
  private final RandomGenerator random;

  UserCommand(RosterEdit edit, RandomGenerator random) {
    this.edit = edit;
    this.random = random;
  }

  @Override
  public String name() {
    return "user";
  }

  @Override
  public String summary() {
    return "Add, list, change and remove the accounts that may submit mail";
  }

  @Override
  public List<String> usage() {
    return List.of(
        "postrider user add NAME [--password-file FILE | --password-stdin] [--argon2]",
        "postrider user passwd NAME [--password-file FILE | --password-stdin] [--argon2]",
        "postrider user list",
        "postrider user remove NAME",
        "",
        "Without --password-file or --password-stdin the password is asked for, twice.",
        "--argon2 keeps an Argon2id hash in place of a SCRAM verifier: dearer to guess from a",
        "stolen file, and the account can then use PLAIN, LOGIN and API keys but not SCRAM.",
        "Removing an account removes its API keys.");
  }

  @Override
  public int run(List<String> arguments, Terminal terminal) throws IOException {
    Call call =
        Call.read(arguments, List.of("--password-file"), List.of("--password-stdin", "--argon2"));
    try {
      if (call.is("add", 1)) {
        return add(call, terminal);
      }
      if (call.is("passwd", 1)) {
        return passwd(call, terminal);
      }
      if (call.is("list", 0) && call.isBare()) {
        return list(terminal);
      }
      if (call.is("remove", 1) && call.isBare()) {
        return remove(call.word(0), terminal);
      }
      return call.wrong(usage(), terminal);
    } catch (Declined | IllegalArgumentException e) {
      terminal.err().println(e.getMessage());
      return 1;
    }
  }

  private int add(Call call, Terminal terminal) throws IOException, Declined {
    String name = Roster.name(call.word(0));
    if (edit.read().accounts().containsKey(name)) {
      throw new Declined(name + " is there already; its password is changed by `user passwd`");
    }
    Line line = new Line.User(name, verifier(name, call, terminal));
    edit.change((roster, lines) -> {
      if (roster.accounts().containsKey(name)) {
        throw new Declined(name + " is there already");
      }
      return RosterEdit.Change.with(lines, line);
    });
    terminal.out().println("added " + name);
    return 0;
  }

  private int passwd(Call call, Terminal terminal) throws IOException, Declined {
    String name = known(edit.read(), call.word(0));
    Line line = new Line.User(name, verifier(name, call, terminal));
    edit.change((roster, lines) -> {
      known(roster, name);
      return RosterEdit.Change.each(
          lines,
          each -> each instanceof Line.User(String who, _) && who.equals(name) ? line : each);
    });
    terminal.out().println("changed the password of " + name);
    return 0;
  }

  private int list(Terminal terminal) throws IOException, Declined {
    Roster roster = edit.read();
    List<String> rows = new ArrayList<>();
    roster
        .accounts()
        .forEach((name, verifier) -> {
          long keys =
              roster.keys().values().stream().filter(key -> key.account().equals(name)).count();
          String kind = verifier instanceof ScramText ? "scram-sha-256" : "argon2id";
          rows.add(name + "\t" + kind + "\t" + keys + (keys == 1 ? " key" : " keys"));
        });
    rows.forEach(terminal.out()::println);
    return 0;
  }

  private int remove(String word, Terminal terminal) throws IOException, Declined {
    String name = Roster.name(word);
    edit.change((roster, lines) -> {
      known(roster, name);
      return RosterEdit.Change.each(
          lines,
          each ->
              switch (each) {
                case Line.User(String who, _) when who.equals(name) -> new Line.Other();
                case Line.Key(ApiKey key) when key.account().equals(name) -> new Line.Other();
                default -> each;
              });
    });
    terminal.out().println("removed " + name);
    return 0;
  }

  static String known(Roster roster, String word) throws Declined {
    String name = Roster.name(word);
    if (!roster.accounts().containsKey(name)) {
      throw new Declined("there is no account " + name);
    }
    return name;
  }

  private Verifier verifier(String name, Call call, Terminal terminal)
      throws IOException, Declined {
    String password = checked(password(call, terminal));
    return call.isSet("--argon2")
        ? Argon2Text.of(password, random)
        : ScramText.of(name, password, random);
  }

  private static String password(Call call, Terminal terminal) throws IOException, Declined {
    String file = call.option("--password-file");
    if (!file.isEmpty()) {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
    if (call.isSet("--password-stdin")) {
      return terminal.secret("");
    }
    String password = terminal.secret("Password: ");
    if (!password.equals(terminal.secret("Again: "))) {
      throw new Declined("the two are not the same");
    }
    return password;
  }

  private static String checked(String typed) throws Declined {
    String password;
    try {
      password = Roster.prepared(typed);
    } catch (IllegalArgumentException e) {
      throw new Declined("this cannot be a password: it is empty or has control characters");
    }
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
      throw new Declined(
          "a password has from %d to %d characters".formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
    }
    if (ApiKey.idIn(password).isPresent()) {
      throw new Declined("this has the form of an API key; those are made by `key add`");
    }
    return password;
  }
}
