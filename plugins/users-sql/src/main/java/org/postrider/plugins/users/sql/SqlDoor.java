// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.sql;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.directory.Database;
import org.postrider.plugins.passwords.Hashing;
import org.postrider.plugins.passwords.RecentProofs;
import org.postrider.plugins.passwords.ScramText;
import org.postrider.plugins.passwords.Verifier;

/// Answers whether a password is right, by what a database keeps of it. A name that does not exist
/// costs what the last one cost that did, so that time does not tell them apart. Any thread.
final class SqlDoor {
  private final Database database;
  private final Hashing hashing;
  private final RecentProofs proofs;
  private final System.Logger log;
  private volatile Verifier decoy;

  SqlDoor(
      Database database,
      Hashing hashing,
      RecentProofs proofs,
      System.Logger log,
      RandomGenerator random) {
    this.database = database;
    this.hashing = hashing;
    this.proofs = proofs;
    this.log = log;
    decoy = ScramText.unmatched(random);
  }

  Optional<Login> check(PasswordCheck question) throws IOException, InterruptedException {
    String password = question.password();
    Optional<String> kept = database.ask(question.name());
    Optional<Verifier> verifier = kept.flatMap(text -> verifier(question.name(), text));
    if (verifier.isEmpty()) {
      hashing.run(() -> decoy.matches(password));
      return kept.isEmpty() ? Optional.empty() : Optional.of(new Login.Wrong());
    }
    boolean right = !password.isEmpty() && isRight(question.name(), password, verifier.get());
    return Optional.of(right ? new Login.Proved(question.name()) : new Login.Wrong());
  }

  private boolean isRight(String name, String password, Verifier verifier)
      throws InterruptedException {
    decoy = verifier;
    if (proofs.knows(name, password, verifier)) {
      return true;
    }
    boolean right = hashing.run(() -> verifier.matches(password));
    if (right) {
      proofs.add(name, password, verifier);
    }
    return right;
  }

  /// What can't be read lets nobody in. The log names whose it is and what it looks like at its
  /// beginning, where no form has anything secret.
  private Optional<Verifier> verifier(String name, String kept) {
    try {
      return Optional.of(Verifier.parse(kept));
    } catch (IllegalArgumentException e) {
      log.log(
          Level.WARNING,
          "what is kept of the password of {0} is no use: {1}",
          name,
          e.getMessage());
      return Optional.empty();
    }
  }

  Optional<ScramVerifier> scram(ScramLookup question) throws IOException, InterruptedException {
    if (!question.hash().equals("SHA-256")) {
      return Optional.empty();
    }
    return database
        .ask(question.name())
        .flatMap(text -> verifier(question.name(), text))
        .filter(ScramText.class::isInstance)
        .map(verifier -> ((ScramText) verifier).of(question.name()));
  }
}
