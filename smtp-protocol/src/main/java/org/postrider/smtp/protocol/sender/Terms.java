// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import org.jspecify.annotations.Nullable;

/// What we want of a session with one host.
///
/// @param hostname what we call ourselves
/// @param lmtp whether the host speaks LMTP
/// @param encryption whether STARTTLS is used
/// @param requireTls whether the host has to offer REQUIRETLS, and is told that messages need it
/// @param identity who we are to the host, proved only when encrypted, or null
public record Terms(
    String hostname,
    boolean lmtp,
    Encryption encryption,
    boolean requireTls,
    @Nullable Identity identity) {

  /// What becomes of STARTTLS.
  public enum Encryption {
    /// Not asked for.
    NONE,
    /// Used where it is offered.
    OFFERED,
    /// Without it the session fails.
    REQUIRED,
    /// There from the first octet; STARTTLS is not needed.
    IMPLICIT
  }

  /// A name and a password.
  public record Identity(String name, String password) {
    /// Without the password.
    @Override
    public String toString() {
      return "Identity[" + name + "]";
    }
  }
}
