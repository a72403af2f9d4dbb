// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Malware, as ClamAV sees it.
@NullMarked
module org.postrider.plugins.clamd {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.scanning;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.clamd.Clamd;
}
