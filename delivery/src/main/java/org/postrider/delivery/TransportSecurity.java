// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where delivery finds out what hosts must prove.
///
/// @param dnssec who says that an answer of DNS is secure; without anybody there is no DANE
/// @param anchors a file of DS or DNSKEY records to validate by, or null for those of the root
/// @param policies the directory of MTA-STS policies, or null where there is no MTA-STS
public record TransportSecurity(Dnssec dnssec, @Nullable Path anchors, @Nullable Path policies) {
  /// Neither DANE nor MTA-STS.
  public static final TransportSecurity NONE = new TransportSecurity(Dnssec.OFF, null, null);

  /// Who says that an answer of DNS is secure.
  public enum Dnssec {
    /// Nobody.
    OFF,
    /// The resolver, by the AD bit of its answers. For a resolver of our own only, on this machine
    /// or where nobody comes between (RFC 4035 §4.9.3).
    TRUST_RESOLVER,
    /// We do, by the signatures.
    VALIDATE
  }
}
