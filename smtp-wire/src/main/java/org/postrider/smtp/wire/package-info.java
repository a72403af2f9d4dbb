// SPDX-License-Identifier: Apache-2.0
/// Octets on the network: which transport, TLS contexts, and the handlers that turn octets into
/// commands, replies and content. What they mean for a session is decided elsewhere.
package org.postrider.smtp.wire;
