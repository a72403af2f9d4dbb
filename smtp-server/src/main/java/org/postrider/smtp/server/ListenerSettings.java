// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.net.InetSocketAddress;
import java.util.Set;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.protocol.extension.Keyword;

/// One listening socket.
///
/// @param name what log and plug-ins call it
/// @param kind which rules hold
/// @param address where it listens; port 0 takes any free one
/// @param withheld extensions that it neither offers nor takes
/// @param trust whose word it takes about clients
/// @param lmtp whether it speaks LMTP instead of SMTP
public record ListenerSettings(
    String name,
    ListenerKind kind,
    InetSocketAddress address,
    Set<Keyword> withheld,
    Trust trust,
    boolean lmtp) {
  /// Copies the set.
  public ListenerSettings {
    withheld = Set.copyOf(withheld);
  }

  /// One that speaks SMTP, withholds nothing and trusts nobody.
  public ListenerSettings(String name, ListenerKind kind, InetSocketAddress address) {
    this(name, kind, address, Set.of(), Trust.NONE, false);
  }
}
