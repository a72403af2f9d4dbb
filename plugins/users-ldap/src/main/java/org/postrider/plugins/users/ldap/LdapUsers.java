// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.ldap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.directory.Directory;
import org.postrider.plugins.directory.Directory.Entry;

/// Lets a directory say whether a password is right: searches for the one entry that a name means,
/// and binds as it. A name that means several entries is nobody's. An empty password is never
/// right. Where the directory is away, the plug-in fails.
///
/// Settings: see [Directory]; `account`, the attribute that is the account's name.
///
/// @rfc 4513 §5.1.3
public final class LdapUsers implements SmtpPlugin {
  /// Called by the loader.
  public LdapUsers() {}

  @Override
  public String name() {
    return "users-ldap";
  }

  @Override
  public void install(Host host) {
    String account = host.settings().text("account", "uid");
    Directory directory = Directory.read(host, "", Set.of("name"));
    host.onPassword(question -> login(question, directory, account, host.logger()));
  }

  private static Optional<Login> login(
      PasswordCheck question, Directory directory, String account, System.Logger log)
      throws IOException, InterruptedException {
    List<Entry> entries = directory.find(Map.of("name", question.name()), account);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    if (entries.size() > 1) {
      log.log(Level.WARNING, "{0} means more than one entry: {1}", question.name(), entries);
      return Optional.of(new Login.Wrong());
    }
    Entry entry = entries.getFirst();
    if (entry.value().isEmpty()) {
      log.log(Level.WARNING, "{0} has no {1}, so nobody can log in as it", entry.name(), account);
      return Optional.of(new Login.Wrong());
    }
    return Optional.of(
        directory.isPassword(entry.name(), question.password())
            ? new Login.Proved(entry.value())
            : new Login.Wrong());
  }
}
