// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Keeps every accepted message until each recipient has a final outcome, across crashes.
@NullMarked
@SuppressWarnings("requires-automatic") // rocksdbjni has no descriptor; only .rocks sees it
module org.postrider.queue.store {
  requires transitive org.postrider.smtp.protocol;
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires rocksdbjni;

  exports org.postrider.queue.store;
}
