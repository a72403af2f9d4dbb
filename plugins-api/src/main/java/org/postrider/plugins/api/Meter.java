// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// Counts things under a plug-in's name. Any thread; never blocks.
@FunctionalInterface
public interface Meter {
  /// Adds one to a counter. `counter` is lower-case letters, digits and underscores; there may be
  /// at most 64 for each plug-in, and more are counted together as `other`.
  void count(String counter);
}
