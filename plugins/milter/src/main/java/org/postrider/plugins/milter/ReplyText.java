// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.plugins.api.Refusal;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;

/// The reply that a filter wants its no to be said with, checked.
///
/// @rfc 5321 §4.2
final class ReplyText {
  private static final int MOST_LINES = 32;
  private static final int MOST_OCTETS = 980;
  private static final Pattern LINE =
      Pattern.compile(
          "(?<code>[45][0-9]{2})[- ]?"
              + "(?:(?<status>[45]\\.[0-9]{1,3}\\.[0-9]{1,3})(?: |$))?(?<text>.*)");

  private ReplyText() {}

  /// Reads one or more lines such as `550 5.7.1 No`. Throws where they are not one refusal.
  static Refusal parse(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    String code = "";
    String status = "";
    for (String line : text.split("\r\n|\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      boolean first = lines.isEmpty();
      if (!matcher.matches() || !(first || matcher.group("code").equals(code))) {
        throw new IOException("it wants to reply what is no refusal: " + printable(text));
      }
      code = matcher.group("code");
      String said = matcher.group("status");
      if (first && said != null && said.charAt(0) == code.charAt(0)) {
        status = said;
      }
      lines.add(printable(matcher.group("text")));
      if (lines.size() > MOST_LINES) {
        throw new IOException("it wants to reply with over " + MOST_LINES + " lines");
      }
    }
    EnhancedStatus enhanced =
        EnhancedStatus.of(status.isEmpty() ? code.charAt(0) + ".0.0" : status);
    return new Refusal(new Reply(Integer.parseInt(code), enhanced, lines), "");
  }

  /// What a reply may have: printable ASCII, in lines that are not too long. A filter's library has
  /// doubled each `%`.
  private static String printable(String text) {
    String undoubled = text.replace("%%", "%").replaceAll("[^ -~]", "?");
    return undoubled.substring(0, Math.min(undoubled.length(), MOST_OCTETS));
  }
}
