// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.plugins.api.Settings;

/// A search filter with words in braces that are put in, escaped so that none can change what is
/// searched for. Immutable.
///
/// @rfc 4515 §3
record Template(String text) {
  private static final Pattern WORD = Pattern.compile("\\{([a-z]*)}");

  /// Reads a filter that may have the `known` words and has one at least.
  static Template read(Settings settings, String key, Set<String> known) {
    String text = settings.text(key, "");
    Matcher words = WORD.matcher(text);
    boolean any = false;
    while (words.find()) {
      any = true;
      if (!known.contains(words.group(1))) {
        throw settings.wrong(key, "has " + words.group() + ", which is none of " + inBraces(known));
      }
    }
    if (!any) {
      throw settings.wrong(key, "has none of " + inBraces(known));
    }
    try {
      Filter.create(WORD.matcher(text).replaceAll("x"));
    } catch (LDAPException e) {
      throw settings.wrong(key, "is no LDAP filter: " + e.getMessage());
    }
    return new Template(text);
  }

  private static String inBraces(Set<String> words) {
    return String.join(", ", words.stream().map(word -> "{" + word + "}").sorted().toList());
  }

  /// The filter with these words.
  Filter with(Map<String, String> words) throws LDAPException {
    return Filter.create(
        WORD.matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    Filter.encodeValue(words.getOrDefault(found.group(1), "")))));
  }
}
