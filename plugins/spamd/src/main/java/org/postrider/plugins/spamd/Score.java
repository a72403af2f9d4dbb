// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.spamd;

import java.math.BigDecimal;
import java.util.List;

/// What spamd says of a message.
///
/// @param required from how many points on a message is spam
/// @param tests the names of the rules that were met
record Score(boolean isSpam, BigDecimal points, BigDecimal required, List<String> tests) {
  private static final int WIDTH = 76;

  /// For the log.
  String summary() {
    return "score %s of %s".formatted(points, required);
  }

  /// The value of an `X-Spam-Status` field, folded.
  String status() {
    StringBuilder text = new StringBuilder(isSpam ? "Yes, score=" : "No, score=");
    text.append(points).append(" required=").append(required).append("\r\n\ttests=");
    int begun = text.length() - "tests=".length();
    for (int i = 0; i < tests.size(); i++) {
      String test = tests.get(i);
      if (i > 0) {
        text.append(',');
        if (text.length() - begun + test.length() > WIDTH) {
          begun = text.append("\r\n\t").length();
        }
      }
      text.append(test);
    }
    return tests.isEmpty() ? text.append("none").toString() : text.toString();
  }
}
