// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

/// A share of the spool that this node owns. `epoch` grows whenever ownership changes; outcomes
/// carry it, so that an owner of the past cannot undo what the present one did.
public record Part(String name, long epoch) {}
