// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postrider.plugins.api.Memory;

/// The memory of a plug-in in a command: that of the gateway is out of reach there.
public enum NoMemory implements Memory {
  /// The one value.
  NONE;

  private static IOException none() {
    return new IOException("a plug-in has no memory in commands");
  }

  @Override
  public Optional<String> find(String key) throws IOException {
    throw none();
  }

  @Override
  public void put(String key, String value, Duration time) throws IOException {
    throw none();
  }

  @Override
  public boolean putIfAbsent(String key, String value, Duration time) throws IOException {
    throw none();
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration time)
      throws IOException {
    throw none();
  }

  @Override
  public void remove(String key) throws IOException {
    throw none();
  }

  @Override
  public long add(String key, long amount, Duration window) throws IOException {
    throw none();
  }
}
