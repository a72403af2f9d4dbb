// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.util.List;
import java.util.Locale;
import org.postrider.plugins.api.Refusal;
import org.postrider.smtp.protocol.reply.Reply;

/// One line of the rules.
///
/// @param text what the client is told, or `""`
/// @param source the rule as it stands in the configuration, for the log
record Rule(Effect effect, Condition condition, String text, String source) {
  /// What follows.
  enum Effect {
    /// Nothing that stands below is looked at.
    ALLOW,
    /// Refused for good.
    DENY,
    /// Refused for now.
    DEFER,
    /// Taken, and kept for an operator.
    HOLD,
    /// Taken, and thrown away.
    DISCARD;

    /// What may follow from what is known before there is a message.
    static final List<Effect> OF_ENVELOPES = List.of(ALLOW, DENY, DEFER);

    /// What may follow from a message.
    static final List<Effect> OF_MESSAGES = List.of(values());

    /// Reads one of some; throws `IllegalArgumentException` with a sentence.
    static Effect read(String word, List<Effect> some) {
      return some.stream()
          .filter(each -> each.word().equals(word))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "begins with none of "
                      + String.join(", ", some.stream().map(Effect::word).toList())));
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A refusal in the rule's own words where it has some, which the log gets too.
  static Refusal told(Refusal usual, String text, String source) {
    Reply reply = usual.reply();
    return new Refusal(
        text.isEmpty() ? reply : new Reply(reply.code(), reply.status(), List.of(text)), source);
  }
}
