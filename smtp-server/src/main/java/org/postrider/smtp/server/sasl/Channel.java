// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import java.util.Optional;

/// The TLS channel below an exchange, as far as a client can tie itself to it.
///
/// @rfc 5802 §6
public interface Channel {
  /// Whether it can be tied to at all; the mechanisms that do so are offered then, and only then.
  boolean isBindable();

  /// What both ends of the channel know, by the name of a channel binding type; empty where there
  /// is nothing of that type.
  Optional<byte[]> binding(String type);
}
