// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import java.util.Locale;
import java.util.function.Predicate;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.patterns.MailboxPattern;

/// Mail that fits goes by a route. Immutable.
///
/// @param fits whether a message, with the recipients that are tried together, is meant
/// @param route the name of the route
record Rule(Predicate<Queued> fits, String route) {
  private static final int WORDS = 3;

  /// Reads `sender PATTERN ROUTE`, `recipient PATTERN ROUTE` or `account NAME ROUTE`; throws
  /// `IllegalArgumentException` with a sentence.
  static Rule parse(String line) {
    String[] words = line.strip().split("\\s+");
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "\"" + line + "\" is not sender, recipient or account, a pattern, and a route's name");
    }
    return new Rule(
        switch (words[0].toLowerCase(Locale.ROOT)) {
          case "sender" -> sender(MailboxPattern.parse(words[1]));
          case "recipient" -> recipients(MailboxPattern.parse(words[1]));
          case "account" -> account(words[1]);
          default ->
              throw new IllegalArgumentException(
                  "\"" + words[0] + "\" is none of sender, recipient and account");
        },
        words[2]);
  }

  private static Predicate<Queued> sender(MailboxPattern pattern) {
    return message -> pattern.fits(message.sender());
  }

  /// Those that are tried together go together, so it has to fit all of them.
  private static Predicate<Queued> recipients(MailboxPattern pattern) {
    return message -> message.recipients().stream().allMatch(pattern::fits);
  }

  private static Predicate<Queued> account(String name) {
    return name.equals("*")
        ? message -> !message.account().isEmpty()
        : message -> message.account().equalsIgnoreCase(name);
  }
}
