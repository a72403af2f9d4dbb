// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import org.jspecify.annotations.Nullable;

/// What RCPT asked for. Immutable.
///
/// @param when the sender wants to hear of the recipient, or null where nothing was said
/// @param original the name by which the sender knows the recipient, or null where none was said
/// @rfc 3461 §4.1
/// @rfc 3461 §4.2
public record RcptParameters(@Nullable Notify when, @Nullable OriginalRecipient original) {
  /// Nothing.
  public static final RcptParameters NONE = new RcptParameters(null, null);

  /// Whether the sender wants to hear of a failure; so where nothing was said.
  ///
  /// @rfc 3461 §5.2.6
  public boolean onFailure() {
    return when == null || when.failure();
  }

  /// Whether the sender may hear of a delay; so where nothing was said.
  ///
  /// @rfc 3461 §5.2.5
  public boolean onDelay() {
    return when == null || when.delay();
  }

  /// Whether the sender may hear of the recipient at all.
  ///
  /// @rfc 2852 §4.1.4.2
  public boolean onAnything() {
    return !Notify.NEVER.equals(when);
  }

  /// Whether the sender wants to hear of success.
  ///
  /// @rfc 3461 §5.2.3
  public boolean onSuccess() {
    return when != null && when.success();
  }
}
