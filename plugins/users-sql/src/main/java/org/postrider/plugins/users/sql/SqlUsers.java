// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.sql;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.directory.Database;
import org.postrider.plugins.passwords.Hashing;
import org.postrider.plugins.passwords.RecentProofs;

/// Lets a database say whether a password is right: its query gives what is kept of the password,
/// in any form that [org.postrider.plugins.passwords.Verifier] reads. Where that is a SCRAM
/// verifier, SCRAM works too. Where the database is away, the plug-in fails.
///
/// Settings: see [Database]; `hashing-at-once`, how many passwords may be hashed at one time.
public final class SqlUsers implements SmtpPlugin {
  private final RandomGenerator random;

  /// Called by the loader.
  public SqlUsers() {
    this(new SecureRandom());
  }

  SqlUsers(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "users-sql";
  }

  @Override
  public void install(Host host) {
    SqlDoor door =
        new SqlDoor(
            Database.read(host, ""),
            Hashing.read(host.settings()),
            new RecentProofs(host.clock(), random),
            host.logger(),
            random);
    host.onPassword(door::check);
    host.onScram(door::scram);
  }
}
