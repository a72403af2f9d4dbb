// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// Whether a recipient may be taken from this client.
public enum Relay {
  /// Taken, as far as this plug-in is concerned.
  ALLOW,
  /// No opinion; if nobody allows, it is refused.
  PASS,
  /// Refused, whatever others say.
  DENY
}
