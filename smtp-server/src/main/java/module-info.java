// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Listens, speaks SMTP to clients, asks the plug-ins, and hands what it accepts to the spool.
@NullMarked
module org.postrider.smtp.server {
  requires com.ongres.saslprep;
  requires com.ongres.scram.common;
  requires transitive org.postrider.plugins.api;
  requires transitive org.postrider.queue.store;
  requires transitive org.postrider.smtp.wire;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports org.postrider.smtp.server;
}
