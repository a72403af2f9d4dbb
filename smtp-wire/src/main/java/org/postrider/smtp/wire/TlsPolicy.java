// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import java.util.ArrayList;
import java.util.List;

/// Which versions and ciphers of TLS a server takes, by the names that Mozilla's recommendations
/// have made usual. All of them are forward secret and authenticate what they encrypt.
///
/// @rfc 9325 §4.2
public enum TlsPolicy {
  /// TLS 1.3.
  MODERN,
  /// TLS 1.3 and 1.2.
  INTERMEDIATE;

  private static final List<String> OF_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private static final List<String> OF_1_2 =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");

  List<String> versions() {
    return this == MODERN ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
  }

  List<String> ciphers() {
    List<String> ciphers = new ArrayList<>(OF_1_3);
    if (this == INTERMEDIATE) {
      ciphers.addAll(OF_1_2);
    }
    return ciphers;
  }
}
