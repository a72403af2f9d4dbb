// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

/// Where in a session a reply is awaited; it decides how long to wait and whose result a reply is.
public enum Stage {
  /// No reply yet: the connection itself.
  CONNECT,
  GREETING,
  HELLO,
  /// STARTTLS and the handshake.
  TLS,
  AUTH,
  MAIL,
  RCPT,
  DATA,
  /// After the end of the content.
  CONTENT,
  RSET,
  QUIT
}
