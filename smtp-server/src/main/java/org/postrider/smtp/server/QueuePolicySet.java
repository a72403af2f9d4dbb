// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.List;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.server.PolicySet.Asked;

/// Who is asked what about mail that was accepted, in order, and who hears how it fared: an answer
/// to that is what was told. Immutable.
public record QueuePolicySet(
    List<Asked<Queued, Queued.Verdict>> queued,
    List<Asked<Attempt, Attempt.Verdict>> attempt,
    List<Asked<Explain, Explain.Course>> explain,
    List<Asked<Told.Attempted, Told.Attempted>> outcome) {
  /// Nobody is asked: mail goes its way.
  public static final QueuePolicySet NONE =
      new QueuePolicySet(List.of(), List.of(), List.of(), List.of());

  /// Copies the lists.
  public QueuePolicySet {
    queued = List.copyOf(queued);
    attempt = List.copyOf(attempt);
    explain = List.copyOf(explain);
    outcome = List.copyOf(outcome);
  }
}
