// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.dovecot;

import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.daemons.Daemon;

/// Asks Dovecot whether a password is right, over its authentication socket. Each question has a
/// connection of its own. Where Dovecot cannot say either, or is away, the plug-in fails.
///
/// Settings: `servers`, `connections` and `connect-timeout`, see [Daemon].
public final class DovecotUsers implements SmtpPlugin {
  private static final String SOCKET = "/run/dovecot/auth-client";
  private static final int CONNECTIONS = 20;

  /// Called by the loader.
  public DovecotUsers() {}

  @Override
  public String name() {
    return "users-dovecot";
  }

  @Override
  public void install(Host host) {
    Daemon dovecot = Daemon.read(host, "", List.of(SOCKET), CONNECTIONS);
    host.onPassword(question -> login(question, dovecot));
  }

  private static Optional<Login> login(PasswordCheck question, Daemon dovecot) throws Exception {
    return question.password().isEmpty()
        ? Optional.empty()
        : dovecot.ask(line -> new AuthTalk(line).login(question));
  }
}
