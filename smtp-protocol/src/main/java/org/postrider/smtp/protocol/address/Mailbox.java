// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

/// A local part at a domain: where mail is from or goes to.
///
/// @rfc 5321 §4.1.2
public record Mailbox(LocalPart local, Domain domain) {}
