// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.Mailbox;

/// Where an alias leads. Immutable.
sealed interface Target permits Target.Address, Target.SameAt, Rewriting {

  /// Who that is for somebody; empty where it would be no address. `groups` are what a pattern has
  /// found, the whole first.
  Optional<Mailbox> of(Mailbox from, List<String> groups);

  /// One address.
  record Address(Mailbox mailbox) implements Target {
    @Override
    public Optional<Mailbox> of(Mailbox from, List<String> groups) {
      return Optional.of(mailbox);
    }
  }

  /// The same local part at another domain.
  record SameAt(Domain domain) implements Target {
    @Override
    public Optional<Mailbox> of(Mailbox from, List<String> groups) {
      try {
        return Optional.of(new Mailbox(from.local(), domain));
      } catch (IllegalArgumentException _) {
        return Optional.empty(); // both together are too long
      }
    }
  }

  /// Reads an address, or `@example.org` for the same local part there. Throws
  /// `IllegalArgumentException` with a sentence about `text`.
  static Target parse(String text) {
    if (text.startsWith("@")) {
      return new SameAt(domain(text.substring(1), text));
    }
    if (text.indexOf('@') < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is no address: it has no domain");
    }
    try {
      return new Address(Mailbox.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(text, e.getMessage()), e);
    }
  }

  private static Domain domain(String domain, String text) {
    try {
      return Domain.of(domain);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(text, e.getMessage()), e);
    }
  }

  /// Several, with commas or blanks between them.
  static List<Target> parseAll(String text) {
    return words(text).stream().map(Target::parse).toList();
  }

  /// What commas and blanks outside quotes divide.
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!quoted && (c == ',' || Character.isWhitespace(c))) {
        addUnlessEmpty(words, word);
        continue;
      }
      word.append(c);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      }
    }
    addUnlessEmpty(words, word);
    return words;
  }

  private static void addUnlessEmpty(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
