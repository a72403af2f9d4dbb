// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.arc;

import java.util.List;
import org.postrider.mail.auth.MethodResult;

/// What came of a chain. Immutable.
///
/// @param result the result
/// @param sets what each host has added, the first first; none unless the chain is whole
/// @param oldestPass the number of the oldest signature of the message that still holds, 0 where
///   all do
/// @param next the number that the next set has
/// @param mayGrow whether there may be a next set: neither where a seal says that the chain is
///   broken, nor where there are 50
/// @param problem what is wrong, `""` where nothing is
///
/// @rfc 8617 §5.2
public record ArcOutcome(
    ArcResult result,
    List<ArcSet> sets,
    int oldestPass,
    int next,
    boolean mayGrow,
    String problem) {
  /// Copies the list.
  public ArcOutcome {
    sets = List.copyOf(sets);
  }

  /// How an `Authentication-Results` field tells it.
  ///
  /// @rfc 8617 §6
  public MethodResult told() {
    MethodResult told = MethodResult.of("arc", result.word(), problem);
    return result == ArcResult.PASS
        ? told.with("header", "oldest-pass", Integer.toString(oldestPass))
        : told;
  }
}
