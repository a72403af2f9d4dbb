// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;

/// The disk is full.
final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  NoSpaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
