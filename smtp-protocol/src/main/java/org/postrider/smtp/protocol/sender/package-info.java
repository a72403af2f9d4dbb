// SPDX-License-Identifier: Apache-2.0
/// The client's side of a session as a pure machine: replies in, what to do next out. Sockets, time
/// and retry schedules do not belong here.
package org.postrider.smtp.protocol.sender;
