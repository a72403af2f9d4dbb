// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Spam, as SpamAssassin sees it.
@NullMarked
module org.postrider.plugins.spamd {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.scanning;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.spamd.Spamd;
}
