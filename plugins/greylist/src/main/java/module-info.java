// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Strangers have to come twice.
@NullMarked
module org.postrider.plugins.greylist {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.greylist.Greylist;
}
