// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.net.InetSocketAddress;
import org.postrider.plugins.api.ListenerKind;

/// One listening socket.
///
/// @param name what log and plug-ins call it
/// @param kind which rules hold
/// @param address where it listens; port 0 takes any free one
public record ListenerSettings(String name, ListenerKind kind, InetSocketAddress address) {}
