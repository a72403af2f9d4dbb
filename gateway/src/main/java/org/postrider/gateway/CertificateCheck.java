// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.smtp.wire.ServerTls;

/// Whether clients that verify the certificate are going to take it: its dates, and the names it is
/// for. Who vouches for it is not asked.
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(14);
  private static final int DNS_NAME = 2;

  private CertificateCheck() {}

  /// A sentence for each reason why they may not, or nothing.
  static List<String> warnings(GatewaySettings settings, Instant now) throws IOException {
    var tls = settings.tls();
    if (tls == null) {
      return List.of();
    }
    X509Certificate certificate = ServerTls.open(tls).certificate();
    String which = "the certificate in " + tls.certificate();
    List<String> warnings = new ArrayList<>();
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(begin)) {
      warnings.add(which + " is not valid before " + begin + ", and clients may refuse it");
    } else if (now.isAfter(end)) {
      warnings.add(which + " has expired at " + end + ", and clients may refuse it");
    } else if (now.plus(SOON).isAfter(end)) {
      warnings.add(which + " expires at " + end + "; its files are read again when they change");
    }
    List<String> names = names(certificate);
    if (names.stream().noneMatch(name -> covers(name, settings.hostname()))) {
      warnings.add(
          which
              + " is not for "
              + settings.hostname()
              + ", which the key hostname says, but for "
              + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return warnings;
  }

  private static List<String> names(X509Certificate certificate) throws IOException {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      return alternatives == null
          ? List.of()
          : alternatives.stream()
              .filter(each -> each.getFirst().equals(DNS_NAME))
              .map(each -> String.valueOf(each.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      throw new IOException("the names of the certificate cannot be read: " + e.getMessage(), e);
    }
  }

  /// A star stands for one whole label, the first.
  ///
  /// @rfc 9525 §6.3
  private static boolean covers(String name, String host) {
    String of = name.toLowerCase(Locale.ROOT);
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return of.equals(wanted) || (dot > 0 && of.equals("*" + wanted.substring(dot)));
  }
}
