// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import org.jspecify.annotations.Nullable;

/// Whom to tell when delivery fails: a mailbox, or nobody (`<>`), which is [#NULL].
///
/// @rfc 5321 §4.5.5
public record ReversePath(@Nullable Mailbox mailbox) {
  /// `<>`: the sender of notifications, which are never answered.
  public static final ReversePath NULL = new ReversePath(null);

  /// Whether this is `<>`.
  public boolean isNull() {
    return mailbox == null;
  }

  /// The form for the wire, with angle brackets.
  @Override
  public String toString() {
    return mailbox == null ? "<>" : "<" + mailbox + ">";
  }
}
