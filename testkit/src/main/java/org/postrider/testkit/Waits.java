// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;

/// How long tests wait for what comes by itself.
public final class Waits {
  /// Long enough for a machine that is loaded many times over: a test that fails sooner tells of
  /// the machine.
  public static final Duration LONGEST = Duration.ofSeconds(60);

  private Waits() {}
}
