// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import org.postrider.mail.auth.FieldReader;

/// The numbers of sets.
///
/// @rfc 8617 §4.2.1
final class Instances {
  static final int MOST = 50;

  private Instances() {}

  /// The number, or 0 for what is none from 1 to 50.
  static int read(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = isNumber ? Integer.parseInt(text) : 0;
    return number <= MOST ? number : 0;
  }

  /// The number at the front of an `ARC-Authentication-Results`; the results are left.
  static int ofResults(FieldReader in) {
    boolean isNumbered = in.word("=;").equals("i") && in.take('=');
    int number = isNumbered ? read(in.word("=;")) : 0;
    return in.take(';') ? number : 0;
  }
}
