// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.directory.Database;
import org.postrider.plugins.directory.Directory;
import org.postrider.plugins.directory.Remembered;
import org.postrider.smtp.protocol.address.Mailbox;

/// The aliases of a database and of a directory, asked in this order; what they said is remembered
/// for a time. Any thread.
///
/// Settings: `sql-…`, see [Database]; `ldap-…`, see [Directory], and `ldap-attribute`; `known-for`
/// and `unknown-for`, see [Remembered].
final class Elsewhere implements Table {
  private static final String SQL = "sql-";
  private static final String LDAP = "ldap-";
  private static final String ATTRIBUTE = LDAP + "attribute";
  private static final Duration KNOWN = Duration.ofMinutes(5);
  private static final Duration UNKNOWN = Duration.ofMinutes(1);

  private final List<Source> sources;
  private final Remembered remembered;

  private Elsewhere(List<Source> sources, Remembered remembered) {
    this.sources = List.copyOf(sources);
    this.remembered = remembered;
  }

  /// A source by the name that operators see; its answer is a text for each row or value.
  private record Source(String name, Question question) {}

  @FunctionalInterface
  private interface Question {
    List<String> ask(String key) throws IOException, InterruptedException;
  }

  /// Reads the settings; null where they name neither. An answer may have `most` addresses.
  static @Nullable Elsewhere read(Host host, int most) {
    Settings settings = host.settings();
    List<Source> sources = new ArrayList<>();
    if (Database.isIn(settings, SQL)) {
      Database database = Database.read(host, SQL);
      sources.add(new Source("sql", key -> database.askAll(key, most + 1)));
    }
    if (Directory.isIn(settings, LDAP)) {
      String attribute = settings.text(ATTRIBUTE, "");
      if (attribute.isEmpty()) {
        throw settings.wrong(ATTRIBUTE, "has to say which attribute has the addresses behind one");
      }
      Directory directory = Directory.read(host, LDAP, Set.of("address", "local", "domain"));
      sources.add(new Source("ldap", key -> directory.values(words(key), attribute, most + 1)));
    }
    return sources.isEmpty() ? null : new Elsewhere(sources, Remembered.read(host, KNOWN, UNKNOWN));
  }

  private static Map<String, String> words(String key) {
    int at = key.lastIndexOf('@');
    return Map.of("address", key, "local", key.substring(0, at), "domain", key.substring(at + 1));
  }

  @Override
  public @Nullable Found find(String key, Mailbox from) throws IOException, InterruptedException {
    Optional<String> answer = remembered.ask(key, () -> ask(key));
    if (answer.isEmpty()) {
      return null;
    }
    String[] nameAndTargets = answer.get().split(" ", 2);
    List<Target> targets;
    try {
      targets = Target.parseAll(nameAndTargets[1]);
    } catch (IllegalArgumentException e) {
      throw new IOException(nameAndTargets[0] + " about " + key + ": " + e.getMessage(), e);
    }
    return Found.of(nameAndTargets[0], targets, from, List.of());
  }

  /// The name of the source that knows the address, a blank, and what it says.
  private Optional<String> ask(String key) throws IOException, InterruptedException {
    for (Source source : sources) {
      String targets = String.join(",", source.question.ask(key));
      if (!Target.words(targets).isEmpty()) {
        return Optional.of(source.name + " " + targets);
      }
    }
    return Optional.empty();
  }
}
