// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// What a listener is for.
public enum ListenerKind {
  /// Mail from other hosts, port 25.
  ///
  /// @rfc 5321 §4.5.4.2
  MX,
  /// Mail from users after STARTTLS and AUTH, port 587.
  ///
  /// @rfc 6409 §3.1
  SUBMISSION,
  /// The same with TLS from the first octet, port 465.
  ///
  /// @rfc 8314 §3.3
  SUBMISSIONS
}
