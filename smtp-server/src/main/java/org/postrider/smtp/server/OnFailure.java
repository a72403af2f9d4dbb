// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

/// What holds when a plug-in fails to answer.
public enum OnFailure {
  /// The client is asked to try later.
  DEFER,
  /// As if it had passed.
  PASS
}
