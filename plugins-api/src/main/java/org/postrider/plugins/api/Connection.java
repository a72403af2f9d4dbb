// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.net.InetSocketAddress;

/// A client's connection. `listener` is the name the configuration gives the listener; `tls` is the
/// protocol and cipher in use, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`, or `""` in the clear.
public record Connection(
    String listener,
    ListenerKind kind,
    InetSocketAddress client,
    InetSocketAddress server,
    String tls) {}
