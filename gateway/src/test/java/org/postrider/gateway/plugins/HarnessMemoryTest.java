// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.harness.PluginHarness;

/// The memory that authors of plug-ins test with.
class HarnessMemoryTest extends MemoryContract {
  private @Nullable Memory memory;
  private final PluginHarness harness =
      PluginHarness.with(new Probe("probe", host -> memory = host.memory())).install();

  @Override
  Memory memory() {
    return requireNonNull(memory);
  }

  @Override
  void advance(Duration by) {
    harness.advance(by);
  }
}
