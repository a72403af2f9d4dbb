// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// What a server keeps to verify a SCRAM exchange without knowing the password. The arrays are not
/// copied and not to be changed.
///
/// @rfc 5802 §3
@SuppressWarnings("ArrayRecordComponent") // never compared; copied nowhere
public record ScramVerifier(
    String account, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
  /// How many iterations a new verifier should have. The gateway claims the same for names that do
  /// not exist, so a plug-in whose verifiers differ tells strangers which names do.
  public static final int ITERATIONS = 100_000;

  /// How many octets of salt a new verifier should have, for the same reason.
  public static final int SALT_OCTETS = 16;

  /// Without the keys.
  @Override
  public String toString() {
    return "ScramVerifier[" + account + "]";
  }
}
