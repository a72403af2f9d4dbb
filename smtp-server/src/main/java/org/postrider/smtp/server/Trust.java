// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postrider.smtp.protocol.address.Network;
import org.postrider.smtp.protocol.extension.Keyword;

/// Whose word a listener takes about clients. Immutable.
///
/// @param proxies networks whose connections must begin with a PROXY header
/// @param xclient networks whose clients may say by XCLIENT that the session is another one's
/// @param xforward networks whose clients may say by XFORWARD, for the log, where a message is from
public record Trust(List<Network> proxies, List<Network> xclient, List<Network> xforward) {
  /// Nobody's.
  public static final Trust NONE = new Trust(List.of(), List.of(), List.of());

  /// Copies the lists.
  public Trust {
    proxies = List.copyOf(proxies);
    xclient = List.copyOf(xclient);
    xforward = List.copyOf(xforward);
  }

  /// Whether a connection from there must begin with a PROXY header.
  public boolean isProxy(InetAddress peer) {
    return has(proxies, peer);
  }

  /// Which of XCLIENT and XFORWARD a client there may say.
  public Set<Keyword> granted(InetAddress client) {
    Set<Keyword> granted = EnumSet.noneOf(Keyword.class);
    if (has(xclient, client)) {
      granted.add(Keyword.XCLIENT);
    }
    if (has(xforward, client)) {
      granted.add(Keyword.XFORWARD);
    }
    return granted;
  }

  private static boolean has(List<Network> networks, InetAddress peer) {
    return networks.stream().anyMatch(network -> network.has(peer));
  }
}
