// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// What the operating system tells the process. The JDK has no supported way to hear it other than
/// a shutdown hook, which cannot tell a reload from an end; `sun.misc.Signal` can, and is reached
/// by name because the compiler warns of it in a way that no suppression silences.
final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /// Runs `act` on a thread of its own whenever the signal (`HUP`, `TERM`, …) comes.
  static void on(String name, Runnable act) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> handler = Class.forName(HANDLER);
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, _) ->
                  switch (method.getName()) {
                    case "handle" -> started(act);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> false;
                    default -> "handler of " + name;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java tells nothing of signals", e);
    }
  }

  private static @Nullable Object started(Runnable act) {
    Thread.ofVirtual().start(act);
    return null; // what the interface's method gives
  }
}
