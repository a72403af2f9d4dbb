// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Lets a plug-in's author ask it a question in one line.
@NullMarked
module org.postrider.plugins.harness {
  requires transitive org.postrider.plugins.api;
  requires static transitive org.jspecify;

  exports org.postrider.plugins.harness;
}
