// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Takes due recipients from the spool, finds their next hop, speaks SMTP to it, and records the
/// outcome.
@NullMarked
module org.postrider.delivery {
  requires com.github.benmanes.caffeine;
  requires org.dnsjava;
  requires transitive org.postrider.plugins.api;
  requires transitive org.postrider.queue.store;
  requires transitive org.postrider.smtp.wire;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports org.postrider.delivery;
}
