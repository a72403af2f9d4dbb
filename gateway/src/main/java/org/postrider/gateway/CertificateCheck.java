// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.smtp.wire.HostNames;
import org.postrider.smtp.wire.ServerTls;

/// Whether clients that verify the certificate are going to take it: its dates, and the names it is
/// for. Who vouches for it is not asked.
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(14);

  private CertificateCheck() {}

  /// A sentence for each reason why they may not, or nothing.
  static List<String> warnings(GatewaySettings settings, Instant now) throws IOException {
    var tls = settings.tls();
    if (tls == null) {
      return List.of();
    }
    List<X509Certificate> certificates = ServerTls.open(tls).certificates();
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < certificates.size(); i++) {
      String which = "the certificate in " + tls.all().get(i).certificate();
      warnings.addAll(ofDates(which, certificates.get(i), now));
    }
    X509Certificate usual = certificates.getFirst();
    if (!HostNames.shows(usual, List.of(settings.hostname()))) {
      List<String> names = HostNames.dnsIds(usual);
      warnings.add(
          "the certificate in "
              + tls.usual().certificate()
              + " is not for "
              + settings.hostname()
              + ", which the key hostname says, but for "
              + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return warnings;
  }

  private static List<String> ofDates(String which, X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(begin)) {
      return List.of(which + " is not valid before " + begin + ", and clients may refuse it");
    }
    if (now.isAfter(end)) {
      return List.of(which + " has expired at " + end + ", and clients may refuse it");
    }
    return now.plus(SOON).isAfter(end)
        ? List.of(which + " expires at " + end + "; its files are read again when they change")
        : List.of();
  }
}
