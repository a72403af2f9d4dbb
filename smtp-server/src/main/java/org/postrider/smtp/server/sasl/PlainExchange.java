// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.ScramVerifier;

/// PLAIN: name and password in one response. The client may act only as itself.
///
/// @rfc 4616 §2
final class PlainExchange implements SaslExchange {
  private final Connection connection;

  PlainExchange(Connection connection) {
    this.connection = connection;
  }

  @Override
  public Step opening() {
    return new Step.Challenge(new byte[0]);
  }

  @Override
  public Step next(byte[] response) {
    if (response.length > LONGEST_RESPONSE) {
      return new Step.Broken("response too long");
    }
    Optional<String> text = SaslText.utf8(response);
    if (text.isEmpty()) {
      return new Step.Broken("response is not UTF-8");
    }
    String[] part = text.get().split("\0", -1);
    if (part.length != 3 || part[1].isEmpty() || part[2].isEmpty()) { // RFC 4616 §2
      return new Step.Broken("response is not [authzid] NUL authcid NUL passwd");
    }
    Optional<String> name = SaslText.prepared(part[1]);
    if (!part[0].isEmpty() && !SaslText.prepared(part[0]).equals(name)) {
      return new Step.Refused("would act as another");
    }
    return PasswordQuestion.about(connection, name, SaslText.prepared(part[2]));
  }

  @Override
  public Step answered(Optional<Login> login) {
    return PasswordQuestion.end(login);
  }

  @Override
  public Step verifier(Optional<ScramVerifier> verifier) {
    throw new IllegalStateException("PLAIN asks for no verifier");
  }
}
