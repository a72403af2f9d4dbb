// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Compares the names that certificates and policies show with those of hosts. Any thread.
///
/// @rfc 9525 §6.3
public final class HostNames {
  private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6

  private HostNames() {}

  /// Whether a pattern, which may have `*` for its whole first label, fits a name.
  public static boolean fits(String pattern, String name) {
    String shown = plain(pattern);
    String wanted = plain(name);
    if (!shown.startsWith("*.")) {
      return shown.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0 && wanted.substring(dot).equals(shown.substring(1));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /// Whether one of the certificate's DNS-IDs fits one of the names.
  public static boolean shows(X509Certificate certificate, Collection<String> names) {
    return fitsAny(dnsIds(certificate), names);
  }

  /// The same; where the certificate has no DNS-ID, its common name will do: RFC 7672 §3.2.3.
  public static boolean showsAtAll(X509Certificate certificate, Collection<String> names) {
    List<String> ids = dnsIds(certificate);
    return fitsAny(ids.isEmpty() ? commonNames(certificate) : ids, names);
  }

  private static boolean fitsAny(List<String> patterns, Collection<String> names) {
    return patterns.stream()
        .anyMatch(pattern -> names.stream().anyMatch(name -> fits(pattern, name)));
  }

  /// The DNS-IDs of a certificate; where they cannot be read, one that is empty.
  public static List<String> dnsIds(X509Certificate certificate) {
    List<String> ids = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> each : all == null ? List.<List<?>>of() : all) {
        if (each.getFirst().equals(DNS_NAME) && each.get(1) instanceof String id) {
          ids.add(id);
        }
      }
    } catch (CertificateParsingException _) {
      return List.of(""); // names that cannot be read fit nothing, and the common name is none
    }
    return ids;
  }

  private static List<String> commonNames(X509Certificate certificate) {
    try {
      List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
      return parts.stream()
          .filter(part -> part.getType().equalsIgnoreCase("CN"))
          .map(part -> String.valueOf(part.getValue()))
          .toList();
    } catch (InvalidNameException _) {
      return List.of(); // no name that anybody could compare
    }
  }
}
