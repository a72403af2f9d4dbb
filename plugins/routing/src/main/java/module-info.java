// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Which route mail takes, by who sends it.
@NullMarked
module org.postrider.plugins.routing {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.directory;
  requires org.postrider.plugins.files;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.routing.Routing;
}
