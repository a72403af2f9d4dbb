// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.util.Locale;

/// What SPF comes to.
///
/// @rfc 7208 §2.6
public enum SpfResult {
  /// Nothing is published, or there is no domain to ask about.
  NONE,
  /// The domain does not say.
  NEUTRAL,
  /// The client may.
  PASS,
  /// The client may not.
  FAIL,
  /// The client probably may not.
  SOFTFAIL,
  /// Nobody can say now.
  TEMPERROR,
  /// What is published can't be understood.
  PERMERROR;

  /// The word for header fields.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
