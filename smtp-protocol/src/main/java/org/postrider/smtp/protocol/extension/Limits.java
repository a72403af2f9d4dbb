// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.extension;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.StringTokenizer;

/// How much of what a server takes, as it says itself; 0 where it says nothing. Immutable.
///
/// @param mails MAIL commands in a session
/// @param recipients RCPT commands in a transaction
/// @param domains of recipients in a session, each counted once
/// @rfc 9422 §4
public record Limits(int mails, int recipients, int domains) {
  /// Nothing is said.
  public static final Limits NONE = new Limits(0, 0, 0);

  private static final String MAILS = "MAILMAX=";
  private static final String RECIPIENTS = "RCPTMAX=";
  private static final String DOMAINS = "RCPTDOMAINMAX=";
  private static final int MOST_DIGITS = 6;

  /// Reads what stands behind the keyword. What is unknown, or no number from 1 to 999999, says
  /// nothing.
  static Limits parse(String text) {
    Limits limits = NONE;
    StringTokenizer words = new StringTokenizer(text.toUpperCase(Locale.ROOT), " \t");
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      int number = number(word.substring(word.indexOf('=') + 1));
      if (number == 0) {
        continue;
      }
      if (word.startsWith(MAILS)) {
        limits = new Limits(number, limits.recipients, limits.domains);
      } else if (word.startsWith(RECIPIENTS)) {
        limits = new Limits(limits.mails, number, limits.domains);
      } else if (word.startsWith(DOMAINS)) {
        limits = new Limits(limits.mails, limits.recipients, number);
      }
    }
    return limits;
  }

  private static int number(String digits) {
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.parseInt(digits) : 0;
  }

  /// What stands behind the keyword.
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    add(text, MAILS, mails);
    add(text, RECIPIENTS, recipients);
    add(text, DOMAINS, domains);
    return text.toString();
  }

  private static void add(StringJoiner text, String name, int number) {
    if (number > 0) {
      text.add(name + number);
    }
  }
}
