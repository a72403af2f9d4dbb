// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Delivery;
import org.postrider.delivery.TransportSecurity;
import org.postrider.delivery.TransportSecurity.Dnssec;

/// Reads the keys of `[delivery]` that say where DANE and MTA-STS come from.
final class SecurityReader {
  private SecurityReader() {}

  static TransportSecurity security(Fields fields) {
    String word = fields.choice("dnssec").toUpperCase(Locale.ROOT).replace('-', '_');
    Dnssec dnssec = Dnssec.valueOf(word);
    if (dnssec != Dnssec.VALIDATE && fields.has("trust-anchors")) {
      fields.block().complain("trust-anchors", "means nothing without dnssec = \"validate\"");
    }
    Path policies = fields.flag("mta-sts") ? fields.path("mta-sts-directory") : null;
    return new TransportSecurity(dnssec, anchors(fields), policies);
  }

  private static @Nullable Path anchors(Fields fields) {
    Path file = fields.readable("trust-anchors");
    try {
      if (file != null && Files.isReadable(file)) {
        Delivery.checkAnchors(file);
      }
    } catch (IOException e) {
      fields.block().complain("trust-anchors", String.valueOf(e.getMessage()));
    }
    return file;
  }
}
