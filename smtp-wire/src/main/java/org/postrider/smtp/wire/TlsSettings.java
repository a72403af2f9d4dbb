// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.util.ArrayList;
import java.util.List;

/// How a server does TLS. Immutable.
///
/// @param usual what is shown to clients that ask for no name, or for one that nothing is for
/// @param others what is shown to clients that ask for one of their names, the first that fits
/// @param policy which versions and ciphers are taken
public record TlsSettings(CertificateFiles usual, List<CertificateFiles> others, TlsPolicy policy) {
  /// Copies the list.
  public TlsSettings {
    others = List.copyOf(others);
  }

  /// With one certificate, for all clients that are not too old.
  public static TlsSettings of(CertificateFiles files) {
    return new TlsSettings(files, List.of(), TlsPolicy.INTERMEDIATE);
  }

  /// All certificates, the usual first.
  public List<CertificateFiles> all() {
    List<CertificateFiles> all = new ArrayList<>(List.of(usual));
    all.addAll(others);
    return all;
  }
}
