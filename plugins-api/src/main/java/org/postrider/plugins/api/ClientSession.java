// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

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
}
