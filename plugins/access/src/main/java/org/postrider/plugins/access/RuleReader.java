// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.access.Condition.Fit;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.plugins.patterns.NamePattern;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.smtp.protocol.address.ReversePath;

/// Reads a line such as `deny sender @bad.example No thanks`: what follows, what is looked at, what
/// it has to be like, and what the client is told.
final class RuleReader {
  private static final String UNKNOWN = "unknown";

  private RuleReader() {}

  /// Throws `IllegalArgumentException` with a sentence about `line`.
  static Rule read(String line) {
    Words words = Words.of(line);
    Rule.Effect effect = Rule.Effect.read(words.next(), Rule.Effect.OF_ENVELOPES);
    String kind = words.next();
    String pattern = words.pattern();
    Condition condition =
        switch (kind) {
          case "client" -> client(pattern);
          case "name" -> name(pattern);
          case "helo" -> helo(pattern);
          case "sender" -> sender(pattern);
          case "recipient" -> recipient(pattern);
          default ->
              throw new IllegalArgumentException(
                  "looks at none of client, name, helo, sender, recipient");
        };
    return new Rule(effect, condition, words.rest(), line.strip());
  }

  private static Condition client(String pattern) {
    Network network = Network.parse(pattern);
    return facts -> Fit.of(network.has(facts.connection().client().getAddress()));
  }

  private static Condition name(String pattern) {
    if (pattern.equals(UNKNOWN)) {
      return facts -> unknown(facts.name());
    }
    Predicate<String> fits = names(pattern);
    return facts ->
        facts.name().confirmed().stream().anyMatch(fits)
            ? Fit.YES
            : facts.name().isUnsure() ? Fit.PERHAPS : Fit.NO;
  }

  private static Fit unknown(ClientName name) {
    if (!name.confirmed().isEmpty()) {
      return Fit.NO;
    }
    return name.isUnsure() ? Fit.TROUBLE : Fit.YES;
  }

  private static Condition helo(String pattern) {
    Predicate<String> fits = names(pattern);
    return facts -> {
      String hello = facts.hello();
      return hello == null ? Fit.LATER : Fit.of(fits.test(hello));
    };
  }

  private static Condition sender(String pattern) {
    Predicate<ReversePath> fits = paths(pattern);
    return facts -> {
      ReversePath sender = facts.sender();
      return sender == null ? Fit.LATER : Fit.of(fits.test(sender));
    };
  }

  private static Condition recipient(String pattern) {
    Predicate<ReversePath> fits = paths(pattern);
    return facts -> {
      Mailbox recipient = facts.recipient();
      return recipient == null ? Fit.LATER : Fit.of(fits.test(new ReversePath(recipient)));
    };
  }

  private static Predicate<ReversePath> paths(String pattern) {
    Pattern expression = expression(pattern);
    if (expression == null) {
      MailboxPattern mailboxes = MailboxPattern.parse(pattern);
      return path -> mailboxes.fits(path);
    }
    return path -> expression.matcher(text(path)).find();
  }

  private static String text(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? "" : mailbox.toString();
  }

  private static Predicate<String> names(String pattern) {
    Pattern expression = expression(pattern);
    if (expression == null) {
      return NamePattern.parse(pattern)::fits;
    }
    return name -> expression.matcher(name).find();
  }

  /// What stands between slashes, or null where nothing does. Linear in the length of what it is
  /// held against, whatever the expression.
  static @Nullable Pattern expression(String pattern) {
    if (pattern.length() < 2 || !pattern.startsWith("/") || !pattern.endsWith("/")) {
      return null;
    }
    try {
      return Pattern.compile(pattern.substring(1, pattern.length() - 1), Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          pattern + " is no regular expression: " + e.getDescription(), e);
    }
  }
}
