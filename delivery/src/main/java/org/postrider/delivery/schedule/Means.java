// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.route.Router;
import org.postrider.delivery.transmit.Attempts;

/// What a site is served with, all of one set of settings.
public record Means(DeliverySettings settings, Router router, Attempts attempts) {}
