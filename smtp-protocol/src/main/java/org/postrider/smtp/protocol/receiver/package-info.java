// SPDX-License-Identifier: Apache-2.0
/// The receiving side of a session as a pure function: what was said so far, and a command, give
/// the next step. Whoever drives it performs the steps; nothing here reads, writes, waits or logs.
package org.postrider.smtp.protocol.receiver;
