// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

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

/// What a database and a directory have beside an address, asked in this order; what they said is
/// remembered for a time. Any thread.
///
/// Settings: `sql-…`, see [Database]; `ldap-…`, see [Directory], and `ldap-attribute`; `known-for`
/// and `unknown-for`, see [Remembered].
public final class AddressTable {
  private static final String SQL = "sql-";
  private static final String LDAP = "ldap-";
  private static final String ATTRIBUTE = LDAP + "attribute";
  private static final Duration KNOWN = Duration.ofMinutes(5);
  private static final Duration UNKNOWN = Duration.ofMinutes(1);

  private final List<Source> sources;
  private final Remembered remembered;

  private AddressTable(List<Source> sources, Remembered remembered) {
    this.sources = List.copyOf(sources);
    this.remembered = remembered;
  }

  /// What was said.
  ///
  /// @param source who said it, by the name that operators see: `sql` or `ldap`
  /// @param text all rows or values, with commas between them
  public record Said(String source, String text) {}

  /// A source by its name; its answer is a text for each row or value.
  private record Source(String name, Question question) {}

  @FunctionalInterface
  private interface Question {
    List<String> ask(String key) throws IOException, InterruptedException;
  }

  /// Reads the settings; null where they name neither. An answer may have `most` rows or values,
  /// and the attribute is one that says `what`. Throws a
  /// [org.postrider.plugins.api.SettingsException].
  public static @Nullable AddressTable read(Host host, int most, String what) {
    Settings settings = host.settings();
    List<Source> sources = new ArrayList<>();
    if (Database.isIn(settings, SQL)) {
      Database database = Database.read(host, SQL);
      sources.add(new Source("sql", key -> database.askAll(key, most + 1)));
    }
    if (Directory.isIn(settings, LDAP)) {
      String attribute = settings.text(ATTRIBUTE, "");
      if (attribute.isEmpty()) {
        throw settings.wrong(ATTRIBUTE, "has to say which attribute has " + what);
      }
      Directory directory = Directory.read(host, LDAP, Set.of("address", "local", "domain"));
      sources.add(new Source("ldap", key -> directory.values(words(key), attribute, most + 1)));
    }
    return sources.isEmpty()
        ? null
        : new AddressTable(sources, Remembered.read(host, KNOWN, UNKNOWN));
  }

  private static Map<String, String> words(String key) {
    int at = key.lastIndexOf('@');
    String local = at < 0 ? key : key.substring(0, at);
    return Map.of("address", key, "local", local, "domain", key.substring(at + 1));
  }

  /// What the first that knows the address says; an `IOException` means that nobody can say now.
  public Optional<Said> ask(String key) throws IOException, InterruptedException {
    Optional<String> answer = remembered.ask(key, () -> first(key));
    return answer.map(AddressTable::said);
  }

  private static Said said(String nameAndText) {
    int blank = nameAndText.indexOf(' ');
    return new Said(nameAndText.substring(0, blank), nameAndText.substring(blank + 1));
  }

  /// The name of the source, a blank, and what it says.
  private Optional<String> first(String key) throws IOException, InterruptedException {
    for (Source source : sources) {
      String text = String.join(",", source.question.ask(key));
      if (!text.replace(',', ' ').isBlank()) {
        return Optional.of(source.name + " " + text);
      }
    }
    return Optional.empty();
  }
}
