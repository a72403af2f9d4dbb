// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.passwords.Hashing;
import org.postrider.plugins.passwords.RecentProofs;
import org.postrider.plugins.passwords.ScramText;
import org.postrider.plugins.passwords.Verifier;

/// Answers whether a password or key is right. A name that does not exist costs the same as one
/// that does, so that time does not tell them apart. Any thread.
final class Doorkeeper {
  private final LiveFile<Roster> live;
  private final Hashing hashing;
  private final RecentProofs proofs;
  private final Verifier nobody;

  Doorkeeper(LiveFile<Roster> live, Hashing hashing, RecentProofs proofs, RandomGenerator random) {
    this.live = live;
    this.hashing = hashing;
    this.proofs = proofs;
    this.nobody = ScramText.unmatched(random);
  }

  Optional<Login> check(PasswordCheck question) throws InterruptedException {
    Roster roster = live.now();
    String name = question.name();
    String password = question.password();
    Optional<Verifier> known = roster.verifier(name);
    Optional<String> keyId = ApiKey.idIn(password);
    boolean right =
        keyId.isPresent()
            ? isKeyOf(name, roster.key(keyId.get()), password)
            : isPassword(name, password, known, roster);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(right ? new Login.Proved(name) : new Login.Wrong());
  }

  private static boolean isKeyOf(String name, Optional<ApiKey> key, String secret) {
    return key.isPresent() && key.get().matches(secret) && key.get().account().equals(name);
  }

  private boolean isPassword(String name, String password, Optional<Verifier> known, Roster roster)
      throws InterruptedException {
    if (known.isPresent() && proofs.knows(name, password, known.get())) {
      return true;
    }
    Verifier verifier = known.orElseGet(() -> decoy(name, roster));
    boolean right = hashing.run(() -> verifier.matches(password));
    if (right && known.isPresent()) {
      proofs.add(name, password, verifier);
      return true;
    }
    return false;
  }

  /// Somebody's verifier, always the same for one name: where kinds and costs of verifiers differ,
  /// unknown names are then spread over them as known ones are.
  private Verifier decoy(String name, Roster roster) {
    Map<String, Verifier> accounts = roster.accounts();
    if (accounts.isEmpty()) {
      return nobody;
    }
    Iterator<Verifier> each = accounts.values().iterator();
    for (int skip = Math.floorMod(name.hashCode(), accounts.size()); skip > 0; skip--) {
      each.next();
    }
    return each.next();
  }

  Optional<ScramVerifier> scram(ScramLookup question) {
    if (!question.hash().equals("SHA-256")) {
      return Optional.empty();
    }
    return live.now()
        .verifier(question.name())
        .filter(ScramText.class::isInstance)
        .map(verifier -> ((ScramText) verifier).of(question.name()));
  }
}
