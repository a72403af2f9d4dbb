// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Verdict;

/// What all plug-ins together say of mail that was accepted; `by` is the one that has decided, `""`
/// where nobody objects.
public record QueueRuling(Attempt.Verdict verdict, String by) {
  /// Nobody objects.
  public static final QueueRuling PASSED = new QueueRuling(Verdict.pass(), "");
}
