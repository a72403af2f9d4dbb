// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// The configuration is wrong; the message names file, line, key, what was found and what would be
/// right.
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Made by [Settings#wrong].
  public SettingsException(String message) {
    super(message);
  }
}
