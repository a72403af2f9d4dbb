// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.Locale;

/// What a signature comes to.
///
/// @rfc 8601 §2.7.1
public enum DkimResult {
  /// It is the domain's.
  PASS,
  /// The message or the signature is not what the domain signed.
  FAIL,
  /// It is the domain's, and not enough: only a part of the body is signed.
  POLICY,
  /// It was not looked at, because there are too many.
  NEUTRAL,
  /// Nobody can say now.
  TEMPERROR,
  /// It can't be verified: it, or the key, is not as it should be.
  PERMERROR;

  /// The word for header fields.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
