// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Which domains are ours.
@NullMarked
module org.postrider.plugins.relay {
  requires org.postrider.plugins.api;
  requires static org.jspecify;
}
