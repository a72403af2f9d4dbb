// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Clients that do not wait for the greeting.
@NullMarked
module org.postrider.plugins.pre.greet {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.pre.greet.PreGreet;
}
