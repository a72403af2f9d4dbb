// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Who stands behind an address.
@NullMarked
@SuppressWarnings("requires-automatic") // re2j has no descriptor
module org.postrider.plugins.aliases {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.directory;
  requires org.postrider.plugins.files;
  requires org.postrider.plugins.patterns;
  requires re2j;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.aliases.Aliases;
}
