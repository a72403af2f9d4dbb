// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Spam, as rspamd sees it.
@NullMarked
module org.postrider.plugins.rspamd {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.scanning;
  requires static org.jspecify;
  requires tools.jackson.core;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.rspamd.Rspamd;
}
