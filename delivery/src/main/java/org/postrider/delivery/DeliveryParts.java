// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.wire.Transport;

/// What delivery works with; all of it outlives it and stays the caller's to close.
///
/// @param transport carries the connections
/// @param spool where mail comes from and outcomes go to
/// @param told hears of each attempt; must not block
/// @param clock the time of day
/// @param nanos time that only goes forward, in nanoseconds since whenever
/// @param random for jitter, the order of equal exchangers, ids, and the nonces of SCRAM, for which
///   it has to be a strong one; used by one thread at a time
/// @param policy who has a say before an attempt, and hears of its outcome
public record DeliveryParts(
    Transport transport,
    Spool spool,
    Consumer<Told> told,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    DeliveryPolicy policy) {
  /// Parts with the machine's own time.
  public DeliveryParts(
      Transport transport,
      Spool spool,
      Consumer<Told> told,
      InstantSource clock,
      RandomGenerator random,
      DeliveryPolicy policy) {
    this(transport, spool, told, clock, System::nanoTime, random, policy);
  }
}
