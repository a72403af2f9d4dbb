// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;

/// How mechanisms that carry the password itself ask about it, and end.
final class PasswordQuestion {
  private PasswordQuestion() {}

  static Step about(Connection connection, Optional<String> name, Optional<String> password) {
    if (name.isEmpty() || password.isEmpty()) {
      return new Step.Refused("name or password cannot be prepared");
    }
    return new Step.AskPassword(new PasswordCheck(connection, name.get(), password.get()));
  }

  static Step end(Optional<Login> login) {
    if (login.isEmpty()) {
      return new Step.Refused("unknown name");
    }
    return switch (login.get()) {
      case Login.Proved(String account) -> new Step.Proved(account);
      case Login.Wrong() -> new Step.Refused("wrong password");
    };
  }
}
