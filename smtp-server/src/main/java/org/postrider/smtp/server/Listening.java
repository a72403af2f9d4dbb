// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.net.InetSocketAddress;
import org.postrider.plugins.api.ListenerKind;

/// A listener that is open, and the address it really has.
public record Listening(String name, ListenerKind kind, InetSocketAddress address) {}
