// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.postrider.plugins.api.ClientSession;

/// The harness's session: keeps things until the test ends it.
final class KeptSession implements ClientSession {
  private final Manners manners;
  private final Map<Class<?>, AutoCloseable> things = new ConcurrentHashMap<>();

  KeptSession(Manners manners) {
    this.manners = manners;
  }

  @Override
  public Manners awaitGreeting(Duration most) {
    return manners;
  }

  @Override
  public <T extends AutoCloseable> T keep(Class<T> kind, Supplier<T> fresh) {
    return kind.cast(things.computeIfAbsent(kind, _ -> fresh.get()));
  }

  void end() {
    for (AutoCloseable thing : things.values()) {
      try {
        thing.close();
      } catch (Exception e) {
        throw new AssertionError("what the plug-in kept for a session cannot be closed", e);
      }
    }
  }
}
