// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

/// A plug-in that the configuration names cannot be loaded; the message says why and what to do.
public final class UnusablePlugin extends Exception {
  private static final long serialVersionUID = 1L;

  UnusablePlugin(String message) {
    super(message);
  }

  UnusablePlugin(String message, Throwable cause) {
    super(message, cause);
  }
}
