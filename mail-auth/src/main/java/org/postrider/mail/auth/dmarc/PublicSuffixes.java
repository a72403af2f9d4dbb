// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsName;

/// The Public Suffix List: below which names domains are registered. Only where the settings want
/// the older RFC 7489 and not RFC 9989. Immutable; any thread.
///
/// @rfc 7489 §3.2, which gave way to RFC 9989
public final class PublicSuffixes {
  /// What a line says of a name.
  private enum Rule {
    SUFFIX,
    ALL_BELOW,
    NO_SUFFIX
  }

  private final Map<String, Rule> rules;

  private PublicSuffixes(Map<String, Rule> rules) {
    this.rules = rules;
  }

  /// Reads the list as it is published. A line that is no rule says nothing.
  public static PublicSuffixes parse(String list) {
    Map<String, Rule> rules = new HashMap<>();
    list.lines()
        .forEach(line -> {
          String text = line.strip();
          int end = 0;
          while (end < text.length() && text.charAt(end) > ' ') {
            end++;
          }
          if (!text.startsWith("//") && end > 0) {
            read(text.substring(0, end), rules);
          }
        });
    return new PublicSuffixes(Map.copyOf(rules));
  }

  private static void read(String text, Map<String, Rule> rules) {
    Rule rule =
        text.startsWith("!")
            ? Rule.NO_SUFFIX
            : text.startsWith("*.") ? Rule.ALL_BELOW : Rule.SUFFIX;
    int prefix = rule == Rule.NO_SUFFIX ? 1 : rule == Rule.ALL_BELOW ? 2 : 0;
    String name = DnsName.of(text.substring(prefix));
    if (name != null) {
      // What is below a wildcard is one label longer; the name itself may be a suffix too.
      rules.put(rule == Rule.ALL_BELOW ? "*." + name : name, rule);
    }
  }

  /// The domain that was registered: the public suffix and one label more. Null where the name is a
  /// public suffix, or no name.
  public @Nullable String registered(String domain) {
    String at = DnsName.of(domain);
    String below = null;
    while (at != null) {
      int dot = at.indexOf('.');
      String above = dot < 0 ? null : at.substring(dot + 1);
      Rule rule = rules.get(at);
      if (rule == Rule.NO_SUFFIX) {
        return at;
      }
      // The last label is a suffix even where the list does not have it.
      if (rule == Rule.SUFFIX || above == null || rules.containsKey("*." + above)) {
        return below;
      }
      below = at;
      at = above;
    }
    return null;
  }
}
