// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.time.Duration;
import java.util.function.Supplier;

/// One client's session, from its connection to its end; STARTTLS does not end it. Holds what
/// plug-ins want to keep from one of its questions to the next, such as a connection of their own.
/// Implemented only by the gateway (and the harness). Any thread.
public interface ClientSession {
  /// What is kept under this class; made by `fresh` where there is nothing yet, which must not wait
  /// for anything. `kind` should be a class of the plug-in's own, so that nobody else can mean it.
  /// When the session has ended, what is kept is closed, on a thread that may block; an answer may
  /// still be on its way then. Throws `IllegalStateException` after that.
  <T extends AutoCloseable> T keep(Class<T> kind, Supplier<T> fresh);

  /// How a client behaves while it should wait to be greeted.
  enum Manners {
    /// It waits.
    PATIENT,
    /// It talks, though nobody has greeted it.
    EARLY,
    /// It leaves.
    GONE
  }

  /// Waits until the client does something else than to wait for its greeting, and at most so long;
  /// what it did. Made for answers about a connection, which come before the greeting; afterwards
  /// it tells at once how the client has behaved. Blocks the answer's thread and no other.
  ///
  /// @rfc 5321 §4.3.1
  Manners awaitGreeting(Duration most) throws InterruptedException;
}
