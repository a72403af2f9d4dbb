// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// What a server keeps to verify a SCRAM exchange without knowing the password. The arrays are not
/// copied and not to be changed.
///
/// @rfc 5802 §3
@SuppressWarnings("ArrayRecordComponent") // never compared; copied nowhere
public record ScramVerifier(
    String account, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
  /// Without the keys.
  @Override
  public String toString() {
    return "ScramVerifier[" + account + "]";
  }
}
