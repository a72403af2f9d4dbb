// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.MethodResult;

/// What came of a check. Immutable.
///
/// @param result the result
/// @param author the domain of the author
/// @param wanted what is to be done with the message: [DmarcPolicy#NONE] unless it fails
/// @param policyDomain where the policy is, `""` where there is none
/// @param record the policy, or null
/// @param isSpfAligned whether SPF passes for a domain that fits
/// @param isDkimAligned whether a signature of a domain that fits passes
/// @param problem what is wrong, `""` where it passes
public record DmarcOutcome(
    DmarcResult result,
    String author,
    DmarcPolicy wanted,
    String policyDomain,
    @Nullable DmarcRecord record,
    boolean isSpfAligned,
    boolean isDkimAligned,
    String problem) {

  static DmarcOutcome without(DmarcResult result, String author, String problem) {
    return new DmarcOutcome(result, author, DmarcPolicy.NONE, "", null, false, false, problem);
  }

  /// How an `Authentication-Results` field tells it.
  public MethodResult told() {
    MethodResult told =
        MethodResult.of("dmarc", result.word(), problem).with("header", "from", author);
    return record == null ? told : told.with("policy", "dmarc", wanted.word());
  }
}
