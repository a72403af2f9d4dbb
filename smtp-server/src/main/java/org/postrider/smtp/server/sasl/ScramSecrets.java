// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.ScramVerifier;

/// What SCRAM exchanges share: the source of nonces, and verifiers for names that do not exist. One
/// for each server. Any thread, as far as `random` allows it.
///
/// @rfc 5802 §9
public final class ScramSecrets {
  private static final int NONCE_OCTETS = 18;
  private static final int KEY_OCTETS = 32;

  private final Supplier<String> nonces;
  private final byte[] key;

  ScramSecrets(Supplier<String> nonces, byte[] key) {
    this.nonces = nonces;
    this.key = key;
  }

  /// New secrets; `random` has to be cryptographically strong.
  public static ScramSecrets from(RandomGenerator random) {
    byte[] key = new byte[KEY_OCTETS];
    random.nextBytes(key);
    return new ScramSecrets(() -> nonce(random), key);
  }

  private static String nonce(RandomGenerator random) {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }

  /// Printable, without a comma, and never the same again.
  String nonce() {
    return nonces.get();
  }

  /// A verifier that no password satisfies. The same name always gets the same salt, as it would if
  /// it existed, so that asking for names does not tell which ones do.
  ScramVerifier decoy(String name) {
    return new ScramVerifier(
        name,
        Arrays.copyOf(derived("salt", name), ScramVerifier.SALT_OCTETS),
        ScramVerifier.ITERATIONS,
        derived("stored", name),
        derived("server", name));
  }

  private byte[] derived(String use, String name) {
    return ScramFunctions.hmac(
        ScramMechanism.SCRAM_SHA_256, key, (use + '\0' + name).getBytes(StandardCharsets.UTF_8));
  }
}
