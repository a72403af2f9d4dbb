// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.ScramVerifier;

/// One authentication, from the mechanism's name to its end.
///
/// The driver calls [#opening] (no initial response) or [#next] (with it), and then does what each
/// [Step] says until one of them is an end: [Step.Proved], [Step.Refused] or [Step.Broken]. An
/// exchange that was cancelled is simply dropped.
///
/// Any octets give a step, never an exception; a call that no step has asked for is a mistake of
/// the driver and throws `IllegalStateException`. Names and passwords are prepared by SASLprep
/// before anyone is asked about them. Confined to one session.
///
/// @rfc 4422 §3
/// @rfc 4954 §4
public sealed interface SaslExchange permits PlainExchange, LoginExchange, ScramExchange {
  /// What may be announced, the strongest first, where the channel can be bound to.
  List<String> MECHANISMS = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");

  /// Those of them that are not bound to a channel.
  List<String> UNBOUND = List.of("SCRAM-SHA-256", "PLAIN", "LOGIN");

  /// Those of them for which the server has to be shown the password.
  List<String> WITH_PASSWORD = List.of("PLAIN", "LOGIN");

  /// Octets of the longest response that is looked at; more is refused.
  int LONGEST_RESPONSE = 4_096;

  /// Whether a client may ask for this mechanism, in any case.
  static boolean knows(String mechanism) {
    return MECHANISMS.contains(mechanism.toUpperCase(Locale.ROOT));
  }

  /// A new exchange; throws `IllegalArgumentException` for a mechanism that is not known.
  static SaslExchange begin(
      String mechanism, Connection connection, ScramSecrets secrets, Channel channel) {
    return switch (mechanism.toUpperCase(Locale.ROOT)) {
      case "PLAIN" -> new PlainExchange(connection);
      case "LOGIN" -> new LoginExchange(connection);
      case "SCRAM-SHA-256" -> new ScramExchange(connection, secrets, channel, false);
      case "SCRAM-SHA-256-PLUS" -> new ScramExchange(connection, secrets, channel, true);
      default -> throw new IllegalArgumentException("no mechanism: " + mechanism);
    };
  }

  /// The first step where the client sent no initial response.
  ///
  /// @rfc 4422 §3.3
  Step opening();

  /// The next step after a response, decoded from base64.
  Step next(byte[] response);

  /// The next step after [Step.AskPassword]; empty where no plug-in knows the name.
  Step answered(Optional<Login> login);

  /// The next step after [Step.AskScram]; empty where no plug-in knows the name.
  Step verifier(Optional<ScramVerifier> verifier);
}
