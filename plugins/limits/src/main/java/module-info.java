// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// How much mail anybody may send.
@NullMarked
module org.postrider.plugins.limits {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.limits.Limits;
}
