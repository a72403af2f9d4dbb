// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What a plug-in may see and say.
@NullMarked
module org.postrider.plugins.api {
  requires transitive org.postrider.smtp.protocol;
  requires static transitive org.jspecify;

  exports org.postrider.plugins.api;
}
