// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.smtp.server.PolicySet;

/// What a configuration that can be used says and can hardly mean.
final class Warnings {
  private Warnings() {}

  /// A sentence for each.
  static List<String> of(GatewaySettings settings, PolicySet policies, Instant now)
      throws IOException {
    List<String> warnings = new ArrayList<>(PostmasterCheck.warnings(settings, policies));
    warnings.addAll(CertificateCheck.warnings(settings, now));
    return warnings;
  }
}
