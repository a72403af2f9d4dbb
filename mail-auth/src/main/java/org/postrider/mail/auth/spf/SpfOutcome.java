// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import org.postrider.mail.auth.MethodResult;

/// What came of a check.
///
/// @param result the result
/// @param domain whose it is: that of the sender, or the name the client gave
/// @param mechanism what matched, as it is published; `default` where nothing did
/// @param explanation what the domain says to whom it refuses; ASCII in one line, `""` where it
///   says nothing
/// @param problem what is wrong where the result is an error or none, otherwise `""`
///
/// @rfc 7208 §8
public record SpfOutcome(
    SpfResult result, String domain, String mechanism, String explanation, String problem) {
  static final String DEFAULT = "default";

  static SpfOutcome of(SpfResult result, String domain, String mechanism) {
    return new SpfOutcome(result, domain, mechanism, "", "");
  }

  static SpfOutcome trouble(SpfResult result, String domain, String problem) {
    return new SpfOutcome(result, domain, DEFAULT, "", problem);
  }

  /// How an `Authentication-Results` field tells it.
  ///
  /// @rfc 8601 §2.7.2
  public MethodResult told(SpfRequest request) {
    MethodResult told = MethodResult.of("spf", result.word(), problem);
    return request.isOfHelo()
        ? told.with("smtp", "helo", request.helo())
        : told.with("smtp", "mailfrom", request.sender());
  }

  SpfOutcome explained(String words) {
    return new SpfOutcome(result, domain, mechanism, words, problem);
  }
}
