// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.route.Router;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Links;
import org.postrider.delivery.transmit.Transferred;

/// What a site is served with, all of one set of settings.
public record Means(DeliverySettings settings, Router router, Transmission transmission) {
  /// Makes attempts.
  @FunctionalInterface
  public interface Transmission {
    /// Tries an entry's recipients where `routing` says, over one of the `links` where there is
    /// one. Blocks.
    Transferred make(Claimed claimed, Routing routing, Links links) throws InterruptedException;
  }
}
