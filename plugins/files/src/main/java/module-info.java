// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// How plug-ins follow files that people change, and make files of their own.
@NullMarked
module org.postrider.plugins.files {
  requires transitive org.postrider.plugins.api;
  requires static org.jspecify;

  exports org.postrider.plugins.files;
}
