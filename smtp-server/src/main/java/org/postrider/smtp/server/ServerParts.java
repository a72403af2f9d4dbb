// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.wire.Transport;

/// What a server works with and does not own.
///
/// @param transport the event loops
/// @param spool where mail goes
/// @param told hears of every message taken or refused, on an event loop, and must not block
/// @param watch hears how plug-ins fare
/// @param clock the time
/// @param random for ids; asked on any thread, so a safe one such as `SecureRandom`
public record ServerParts(
    Transport transport,
    Spool spool,
    Consumer<Told> told,
    PluginWatch watch,
    InstantSource clock,
    RandomGenerator random) {}
