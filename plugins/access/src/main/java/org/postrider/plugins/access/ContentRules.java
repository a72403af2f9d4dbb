// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;

/// Rules about what a message says, in their order; the first that fits decides. Immutable.
///
/// Settings: `content`, lines such as `deny header Subject /lottery/ No thanks` and `hold body
/// /invoice/`; `body-size`, how much of a body is looked at.
record ContentRules(List<ContentRule> all, int bodySize) {
  private static final String KEY = "content";
  private static final String BODY_SIZE = "body-size";
  private static final int MOST = 1_000;
  private static final long LARGEST_BODY = 16L << 20;
  private static final Refusal DENIED =
      Refusal.of(550, "5.7.1", "Message content is not wanted here");
  private static final Refusal DEFERRED = Refusal.of(451, "4.7.1", "Try again later");

  /// Copies the list.
  ContentRules {
    all = List.copyOf(all);
  }

  /// One line.
  ///
  /// @param field the name of the header field it looks at, or null for the body
  record ContentRule(
      Rule.Effect effect, @Nullable String field, Pattern pattern, String text, String source) {
    boolean fits(Excerpt excerpt) {
      return field == null
          ? pattern.matcher(excerpt.body()).find()
          : excerpt.values(field).stream().anyMatch(value -> pattern.matcher(value).find());
    }
  }

  static ContentRules read(Settings settings) {
    List<ContentRule> rules = new ArrayList<>();
    for (String line : settings.texts(KEY, List.of())) {
      try {
        rules.add(read(line));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(KEY, "\"" + line + "\" " + e.getMessage());
      }
    }
    if (rules.size() > MOST) {
      throw settings.wrong(KEY, "has more than " + MOST + " rules");
    }
    long size = settings.size(BODY_SIZE, 64L << 10);
    if (size > LARGEST_BODY) {
      throw settings.wrong(BODY_SIZE, "has to be at most 16MiB");
    }
    return new ContentRules(rules, (int) size);
  }

  private static ContentRule read(String line) {
    Words words = Words.of(line);
    Rule.Effect effect = Rule.Effect.read(words.next(), Rule.Effect.OF_MESSAGES);
    String field =
        switch (words.next()) {
          case "header" -> words.next();
          case "body" -> null;
          default -> throw new IllegalArgumentException("looks at neither header nor body");
        };
    Pattern pattern = RuleReader.expression(words.pattern());
    if (pattern == null) {
      throw new IllegalArgumentException("has no regular expression between slashes");
    }
    return new ContentRule(effect, field, pattern, words.rest(), line.strip());
  }

  ContentVerdict verdict(Submitted message, Host host) throws IOException {
    Excerpt excerpt = Excerpt.of(message.content(), bodySize);
    for (ContentRule rule : all) {
      if (rule.fits(excerpt)) {
        host.meter().count("content");
        return verdict(rule);
      }
    }
    return Verdict.pass();
  }

  private static ContentVerdict verdict(ContentRule rule) {
    return switch (rule.effect) {
      case ALLOW -> Verdict.pass();
      case DENY -> Verdict.refuse(Rule.told(DENIED, rule.text, rule.source));
      case DEFER -> Verdict.refuse(Rule.told(DEFERRED, rule.text, rule.source));
      case HOLD -> new ContentVerdict.Hold(rule.source);
      case DISCARD -> new ContentVerdict.Discard(rule.source);
    };
  }
}
