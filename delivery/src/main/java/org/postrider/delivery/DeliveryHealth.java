// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

/// What delivery is doing now.
///
/// @param attempts under way
/// @param connections open, at work or kept for later
/// @param ready entries taken from the spool that wait for their turn
/// @param paused whether no new attempts are begun
public record DeliveryHealth(int attempts, int connections, int ready, boolean paused) {}
