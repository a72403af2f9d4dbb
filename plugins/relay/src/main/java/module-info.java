// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Which domains are ours.
@NullMarked
module org.postrider.plugins.relay {
  requires org.postrider.plugins.api;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.relay.RelayRules;
}
