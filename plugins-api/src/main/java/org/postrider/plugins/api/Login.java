// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// The outcome of a password check: the account it proves, or that the name is known and the
/// password wrong.
public sealed interface Login {
  /// Proved; `account` is the name to be used from now on.
  record Proved(String account) implements Login {}

  /// Known, and wrong.
  record Wrong() implements Login {}
}
