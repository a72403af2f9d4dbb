// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Who may write, to whom, and what.
@NullMarked
@SuppressWarnings("requires-automatic") // re2j has no descriptor
module org.postrider.plugins.access {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.patterns;
  requires re2j;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.access.Access;
}
