// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Remembers for a minute which password was right, so that a client with many connections costs
/// one slow hash and not one for each. Neither password nor name is kept, only a hash of both under
/// a key that dies with the process. A proof counts only while the verifier it was made against is
/// still the account's. Any thread.
public final class RecentProofs {
  static final Duration KEPT = Duration.ofMinutes(1);
  static final int MOST = 1_000;

  private final InstantSource clock;
  private final byte[] key = new byte[32];
  private final Map<ByteBuffer, Proof> proofs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Proof> eldest) {
          return size() > MOST;
        }
      };

  /// Nothing is remembered yet.
  public RecentProofs(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    random.nextBytes(key);
  }

  /// Whether this was right lately, by this verifier.
  public boolean knows(String name, String password, Verifier verifier) {
    ByteBuffer what = what(name, password);
    synchronized (proofs) {
      Proof proof = proofs.get(what);
      if (proof == null) {
        return false;
      }
      if (proof.verifier.equals(verifier.text()) && clock.instant().isBefore(proof.until)) {
        return true;
      }
      proofs.remove(what);
      return false;
    }
  }

  /// Remembers that it is right.
  public void add(String name, String password, Verifier verifier) {
    Proof proof = new Proof(verifier.text(), clock.instant().plus(KEPT));
    synchronized (proofs) {
      proofs.put(what(name, password), proof);
    }
  }

  private ByteBuffer what(String name, String password) {
    // Neither holds a NUL: SASLprep forbids it.
    byte[] both = (name + '\0' + password).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(ScramFunctions.hmac(ScramMechanism.SCRAM_SHA_256, key, both));
  }

  private record Proof(String verifier, Instant until) {}
}
