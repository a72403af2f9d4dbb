// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.ScramVerifier;

/// LOGIN: name and password, each asked for. No standard has it and old clients know nothing else;
/// the prompts are the ones that such clients look for.
final class LoginExchange implements SaslExchange {
  private static final Step NAME = prompt("Username:");
  private static final Step PASSWORD = prompt("Password:");

  private final Connection connection;
  private @Nullable String name;

  LoginExchange(Connection connection) {
    this.connection = connection;
  }

  private static Step prompt(String text) {
    return new Step.Challenge(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public Step opening() {
    return NAME;
  }

  @Override
  public Step next(byte[] response) {
    if (response.length > LONGEST_RESPONSE) {
      return new Step.Broken("response too long");
    }
    Optional<String> text = SaslText.utf8(response);
    if (text.isEmpty() || text.get().isEmpty() || text.get().indexOf('\0') >= 0) {
      return new Step.Broken("response is not a name or password");
    }
    if (name == null) {
      name = text.get();
      return PASSWORD;
    }
    return PasswordQuestion.about(
        connection, SaslText.prepared(name), SaslText.prepared(text.get()));
  }

  @Override
  public Step answered(Optional<Login> login) {
    return PasswordQuestion.end(login);
  }

  @Override
  public Step verifier(Optional<ScramVerifier> verifier) {
    throw new IllegalStateException("LOGIN asks for no verifier");
  }
}
