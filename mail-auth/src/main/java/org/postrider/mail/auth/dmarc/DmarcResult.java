// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.Locale;

/// What DMARC comes to.
///
/// @rfc 9989
public enum DmarcResult {
  /// There is no policy, or no single author to ask about.
  NONE,
  /// Something that passes fits the author.
  PASS,
  /// Nothing does.
  FAIL,
  /// Nobody can say now.
  TEMPERROR;

  /// The word for header fields.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
