// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.Map;

/// What hosts that the configuration trusts have said of a client, beside the addresses, which the
/// [Connection] has. Texts are theirs, and may hold anything. Immutable.
///
/// @param proxy the address of the host whose PROXY header was taken, or `""`
/// @param proxyTls protocol and cipher that the client uses on its way to that host, and the name
///   in its certificate where one was verified there, or `""`; nothing is known of what lies
///   between that host and us, so this is not TLS of the connection
/// @param xclient the address of the host whose XCLIENT was taken, or `""`
/// @param name the client's name in DNS as XCLIENT says, or `""`
/// @param forwarded what XFORWARD says of where the transaction comes from, by attribute in lower
///   case; for the log only
public record Hearsay(
    String proxy, String proxyTls, String xclient, String name, Map<String, String> forwarded) {
  /// Nobody has said anything.
  public static final Hearsay NONE = new Hearsay("", "", "", "", Map.of());

  /// Copies the map.
  public Hearsay {
    forwarded = Map.copyOf(forwarded);
  }
}
