// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.util.Locale;

/// What a chain comes to.
///
/// @rfc 8617 §4.4
public enum ArcResult {
  /// There is none.
  NONE,
  /// It is broken, for good.
  FAIL,
  /// It is whole.
  PASS;

  /// The word for tags and header fields.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
