// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.Base64;
import org.postrider.mail.auth.MethodResult;

/// What came of one signature. Immutable.
///
/// @param result the result
/// @param signature what was verified
/// @param isTesting whether the domain only tries its key, so that a failure says nothing
/// @param problem what is wrong, `""` where it passes
///
/// @rfc 6376 §6.1
public record DkimVerdict(
    DkimResult result, SignatureField signature, boolean isTesting, String problem) {
  private static final int TOLD = 8;

  static DkimVerdict of(DkimResult result, SignatureField signature, String problem) {
    return new DkimVerdict(result, signature, false, problem);
  }

  /// How an `Authentication-Results` field tells it.
  ///
  /// @rfc 8601 §2.7.1
  public MethodResult told() {
    MethodResult told =
        MethodResult.of("dkim", result.word(), problem)
            .with("header", "d", signature.domain())
            .with("header", "s", signature.selector());
    if (!(signature instanceof SignatureField.Sound readable)) {
      return told;
    }
    String octets = Base64.getEncoder().encodeToString(readable.signature());
    return told.with("header", "i", readable.identity())
        .with("header", "a", readable.algorithm().word())
        .with("header", "b", octets.substring(0, Math.min(TOLD, octets.length())));
  }
}
