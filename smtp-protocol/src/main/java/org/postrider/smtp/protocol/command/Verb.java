// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.command;

/// The verbs this receiver knows.
///
/// @rfc 5321 §4.1.1
public enum Verb {
  EHLO,
  HELO,
  MAIL,
  RCPT,
  DATA,
  RSET,
  NOOP,
  VRFY,
  EXPN,
  HELP,
  QUIT,
  STARTTLS,
  AUTH
}
