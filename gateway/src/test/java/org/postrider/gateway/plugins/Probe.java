// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.function.Consumer;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;

/// A plug-in that does what a test wants when it is installed.
record Probe(String name, Consumer<Host> installer) implements SmtpPlugin {
  @Override
  public void install(Host host) {
    installer.accept(host);
  }
}
