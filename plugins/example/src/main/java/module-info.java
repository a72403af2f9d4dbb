// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// A plug-in to copy.
@NullMarked
module org.postrider.plugins.example {
  requires org.postrider.plugins.api;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.example.OwnName;
}
