// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;

/// The disk is full.
final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  NoSpaceException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Whether that is what a failure means.
  static boolean isMeant(Throwable failure) {
    return failure instanceof NoSpaceException || isMeant(String.valueOf(failure.getMessage()));
  }

  /// Whether that is what these words of the system mean.
  static boolean isMeant(String said) {
    return said.contains("No space left") || said.contains("Disk quota exceeded");
  }
}
