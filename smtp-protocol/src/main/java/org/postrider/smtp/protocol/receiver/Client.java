// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

/// Who has greeted.
///
/// @param name what it called itself, as sent
/// @param extended whether it said EHLO
/// @param secured whether the session runs over TLS
/// @param account who it has proved to be, or `""`
/// @param messages how many messages it has sent in this session
public record Client(String name, boolean extended, boolean secured, String account, int messages) {

  /// Whether it has proved to be somebody.
  public boolean isAuthenticated() {
    return !account.isEmpty();
  }

  /// The same client, proved to be `account`.
  Client provedAs(String newAccount) {
    return new Client(name, extended, secured, newAccount, messages);
  }

  /// The same client, one message later.
  Client afterMessage() {
    return new Client(name, extended, secured, account, messages + 1);
  }
}
