// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// How plug-ins ask programs over sockets.
@NullMarked
module org.postrider.plugins.daemons {
  requires transitive org.postrider.plugins.api;
  requires static org.jspecify;

  exports org.postrider.plugins.daemons;
}
