// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

/// The state a session is in now, and what to do.
public record Turn(State state, Step step) {}
