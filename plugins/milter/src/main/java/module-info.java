// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Mail filters that speak the milter protocol.
@NullMarked
module org.postrider.plugins.milter {
  requires org.postrider.plugins.api;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.milter.Milter;
}
