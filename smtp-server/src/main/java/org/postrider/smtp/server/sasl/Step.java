// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.ScramLookup;

/// What the driver of a [SaslExchange] has to do next.
public sealed interface Step {
  /// Send these octets, and give the client's response to [SaslExchange#next].
  @SuppressWarnings("ArrayRecordComponent") // written once, read once, never compared
  record Challenge(byte[] octets) implements Step {}

  /// Ask the plug-ins, and give the answer to [SaslExchange#answered].
  record AskPassword(PasswordCheck question) implements Step {}

  /// Ask the plug-ins, and give the answer to [SaslExchange#verifier].
  record AskScram(ScramLookup question) implements Step {}

  /// The end: the client is this account.
  record Proved(String account) implements Step {}

  /// The end: the client has not shown who it is (535 5.7.8). `why` is for the log, not for the
  /// client.
  record Refused(String why) implements Step {}

  /// The end: what the client sent cannot be read (501 5.5.2). `why` may be told.
  record Broken(String why) implements Step {}
}
