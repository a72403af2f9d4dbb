// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// Is this the password (or an API key) of this name? Not to be logged.
public record PasswordCheck(Connection connection, String name, String password) {
  /// Without the password.
  @Override
  public String toString() {
    return "PasswordCheck[" + name + "]";
  }
}
