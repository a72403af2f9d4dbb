// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.DnsName;

/// Asks a domain whether a client may send for it. Blocks as long as the look-up does. Whatever is
/// published gives a result, with at most 10 terms that ask DNS, 10 addresses of each and 2 answers
/// without records. Nothing is thrown.
///
/// @rfc 7208 §4
public final class Spf {
  private static final int LONGEST_IDENTITY = 512;

  private Spf() {}

  /// Checks it.
  public static SpfOutcome check(SpfRequest request, DnsLookup lookup) {
    String domain = DnsName.of(request.domain());
    boolean isSane =
        request.sender().length() <= LONGEST_IDENTITY
            && request.helo().length() <= LONGEST_IDENTITY;
    if (domain == null || domain.indexOf('.') < 0 || domain.startsWith("[") || !isSane) {
      // RFC 7208 §4.3: not a domain name of several labels
      return SpfOutcome.trouble(SpfResult.NONE, request.domain(), "no domain to ask about");
    }
    return new Evaluation(request, lookup).check(domain);
  }
}
