// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import org.postrider.plugins.api.Refusal;

/// What all plug-ins together say before content is there.
public sealed interface Ruling {
  /// Nobody objects.
  enum Passed implements Ruling {
    /// The one value.
    PASSED
  }

  /// Refused; `by` is the plug-in's name, or `""` where the server itself says so.
  record Refused(Refusal refusal, String by) implements Ruling {}
}
