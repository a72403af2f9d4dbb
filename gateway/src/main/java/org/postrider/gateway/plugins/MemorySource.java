// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import org.postrider.plugins.api.Memory;

/// Where plug-ins get their memories from.
@FunctionalInterface
public interface MemorySource {
  /// The memory of a plug-in, always the same one; `octets` is how large it may be from now on.
  Memory of(String plugin, long octets);
}
