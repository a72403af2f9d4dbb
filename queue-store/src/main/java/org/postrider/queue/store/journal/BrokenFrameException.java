// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;

/// A frame does not say what was once written to it.
public final class BrokenFrameException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenFrameException(String message) {
    super(message);
  }
}
