// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

/// Which Postrider this is.
final class Version {
  private Version() {}

  /// The module's version, as Maven recorded it.
  static String text() {
    return Version.class.getModule().getDescriptor().rawVersion().orElse("(not built by Maven)");
  }
}
