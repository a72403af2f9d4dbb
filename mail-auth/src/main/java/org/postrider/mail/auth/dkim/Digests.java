// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The one hash there is.
///
/// @rfc 8301 §3.1
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
