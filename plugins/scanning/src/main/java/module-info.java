// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What plug-ins share that show messages to a daemon.
@NullMarked
module org.postrider.plugins.scanning {
  requires transitive org.postrider.plugins.api;
  requires transitive org.postrider.plugins.daemons;
  requires static org.jspecify;

  exports org.postrider.plugins.scanning;
}
