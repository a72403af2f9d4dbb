// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The program: reads settings, loads plug-ins, builds and wires the parts, starts and stops them,
/// answers the operator.
@NullMarked
@SuppressWarnings("requires-automatic") // tomlj gives itself a fixed name only
module org.postrider.gateway {
  requires org.postrider.delivery;
  requires org.postrider.smtp.server;
  requires org.tomlj;
  requires static transitive org.jspecify;

  uses org.postrider.plugins.api.SmtpPlugin;
}
