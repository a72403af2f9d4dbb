// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// How plug-ins are told of networks, host names and mail addresses.
@NullMarked
module org.postrider.plugins.patterns {
  requires transitive org.postrider.plugins.api;
  requires static org.jspecify;

  exports org.postrider.plugins.patterns;
}
