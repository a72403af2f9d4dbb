// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.LocalPart;
import org.postrider.smtp.protocol.address.Mailbox;

/// An address with parts of another one in it: `$1` or `${1}` for what a pattern's first group has
/// found, `$$` for a dollar sign. Immutable.
///
/// The domain ends with a domain that is written out, so that whoever writes to us can choose a
/// host below that and no other.
record Rewriting(String local, String domain) implements Target {
  private static final java.util.regex.Pattern REFERENCE =
      java.util.regex.Pattern.compile("\\$(?:(\\$)|(\\d{1,2})|\\{(\\d{1,2})\\}|(.?))");

  /// Reads one for `pattern`; throws `IllegalArgumentException` with a sentence about `text`.
  static Target parse(String text, Pattern pattern) {
    if (text.startsWith("@") || text.indexOf('$') < 0) {
      return Target.parse(text);
    }
    int at = text.lastIndexOf('@');
    if (at <= 0) {
      throw new IllegalArgumentException("\"" + text + "\" is no address: it has no domain");
    }
    int lastReference = -1;
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      if (references.group(4) != null) {
        throw new IllegalArgumentException(
            "\"" + text + "\": behind $ there is a group's number, or $ for $ itself");
      }
      if (references.group(1) == null && number(references) > pattern.groupCount()) {
        throw new IllegalArgumentException(
            "\"%s\": the pattern has no group %d".formatted(text, number(references)));
      }
      lastReference = references.end();
    }
    checkDomain(text, text.substring(Math.max(at + 1, lastReference)), lastReference > at);
    return new Rewriting(text.substring(0, at), text.substring(at + 1));
  }

  private static void checkDomain(String text, String end, boolean hasReference) {
    boolean isBelow = end.startsWith(".") && end.indexOf('.', 1) > 0;
    if (hasReference && !isBelow) {
      throw new IllegalArgumentException(
          ("\"%s\": the sender could choose any domain; it has to end with one that is written out,"
                  + " such as @$1.example.org")
              .formatted(text));
    }
    try {
      Domain.of(hasReference ? end.substring(1) : end);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(text, e.getMessage()), e);
    }
  }

  private static int number(Matcher reference) {
    String digits = reference.group(2) == null ? reference.group(3) : reference.group(2);
    return Integer.parseInt(digits);
  }

  @Override
  public Optional<Mailbox> of(Mailbox from, List<String> groups) {
    try {
      return Optional.of(
          new Mailbox(new LocalPart(with(local, groups)), Domain.of(with(domain, groups))));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the groups do not fit into an address
    }
  }

  private static String with(String template, List<String> groups) {
    return REFERENCE
        .matcher(template)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1) != null ? "$" : groups.get(number((Matcher) found))));
  }
}
