// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.extension;

/// The service extensions that this house knows.
///
/// @rfc 5321 §2.2
public enum Keyword {
  /// Commands may come in groups.
  ///
  /// @rfc 2920 §3
  PIPELINING("PIPELINING"),
  /// Message sizes are declared and limited.
  ///
  /// @rfc 1870 §3
  SIZE("SIZE"),
  /// Bodies may have octets above 127.
  ///
  /// @rfc 6152 §2
  EIGHT_BIT_MIME("8BITMIME"),
  /// Replies have an enhanced status.
  ///
  /// @rfc 2034 §3
  ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
  /// Addresses and header fields may be UTF-8.
  ///
  /// @rfc 6531 §3.1
  SMTP_UTF8("SMTPUTF8"),
  /// Senders say when they want to hear of a recipient.
  ///
  /// @rfc 3461 §3
  DSN("DSN"),
  /// Senders say how much a message matters.
  ///
  /// @rfc 6710 §3
  MT_PRIORITY("MT-PRIORITY"),
  /// Senders say how long a message is to be held.
  ///
  /// @rfc 4865 §3
  FUTURE_RELEASE("FUTURERELEASE"),
  /// Senders say by when a message is to be delivered.
  ///
  /// @rfc 2852 §2
  DELIVER_BY("DELIVERBY"),
  /// Servers say how much of what they take.
  ///
  /// @rfc 9422 §3
  LIMITS("LIMITS"),
  /// Content may come in chunks of a named size.
  ///
  /// @rfc 3030 §2
  CHUNKING("CHUNKING"),
  /// Bodies may have any octets; only with CHUNKING.
  ///
  /// @rfc 3030 §3
  BINARY_MIME("BINARYMIME"),
  /// Senders say that a message is to go over TLS only.
  ///
  /// @rfc 8689 §2
  REQUIRE_TLS("REQUIRETLS"),
  /// The session can change to TLS.
  ///
  /// @rfc 3207 §2
  START_TLS("STARTTLS"),
  /// Clients can prove who they are.
  ///
  /// @rfc 4954 §3
  AUTH("AUTH"),
  /// Trusted hosts say whose session this is, as Postfix has it.
  XCLIENT("XCLIENT"),
  /// Trusted hosts say for the log where a message comes from, as Postfix has it.
  XFORWARD("XFORWARD");

  private final String text;

  Keyword(String text) {
    this.text = text;
  }

  /// The keyword on the wire.
  public String text() {
    return text;
  }
}
