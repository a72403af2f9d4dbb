// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

/// What a message's sender has said of the sessions that it goes over.
///
/// @rfc 8689 §4.1
public enum TlsRequired {
  /// Nothing.
  UNSAID,
  /// Only over TLS, to hosts that have proved who they are and that want the same of the next, as
  /// REQUIRETLS says.
  YES,
  /// Even without TLS, whatever the recipient's domain has published, as the header field
  /// `TLS-Required: No` says.
  NO
}
