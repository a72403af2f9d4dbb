// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a domain wants of mail that fails.
///
/// @rfc 9989
public enum DmarcPolicy {
  /// Nothing.
  NONE,
  /// To be treated with suspicion.
  QUARANTINE,
  /// To be refused.
  REJECT;

  /// The one of this name, or null.
  static @Nullable DmarcPolicy of(String word) {
    for (DmarcPolicy policy : values()) {
      if (policy.word().equalsIgnoreCase(word)) {
        return policy;
      }
    }
    return null;
  }

  /// The word for tags and header fields.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// One level below, for a policy that is only tried.
  DmarcPolicy lower() {
    return this == REJECT ? QUARANTINE : NONE;
  }
}
