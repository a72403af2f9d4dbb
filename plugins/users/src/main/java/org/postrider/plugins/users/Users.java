// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.passwords.Hashing;
import org.postrider.plugins.passwords.RecentProofs;

/// Accounts and API keys in a file, and the commands `user` and `key` that change it.
///
/// Settings: `file` (`users` in the data directory) and `hashing-at-once` (half the processors):
/// how many passwords may be hashed at one time.
public final class Users implements SmtpPlugin {
  private final RandomGenerator random;

  /// Called by the loader.
  public Users() {
    this(new SecureRandom());
  }

  Users(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "users";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Path file = settings.path("file", Path.of("users"));
    Hashing hashing = Hashing.read(settings);
    LiveFile<Roster> live = new LiveFile<>(file, new RosterFile(), host.clock(), host.logger());
    List<String> faults = live.open();
    if (!faults.isEmpty()) {
      throw settings.wrong("file", String.join("\n", faults));
    }
    RecentProofs proofs = new RecentProofs(host.clock(), random);
    Doorkeeper door = new Doorkeeper(live, hashing, proofs, random);
    host.onPassword(door::check);
    host.onScram(door::scram);
    host.onCommand(new UserCommand(new RosterEdit(file), random));
    host.onCommand(new KeyCommand(new RosterEdit(file), host.clock(), random));
  }
}
