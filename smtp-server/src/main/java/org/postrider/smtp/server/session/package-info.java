// SPDX-License-Identifier: Apache-2.0
/// Drives one session for each connection: performs the receiver's steps over the wire, asks
/// policy, hands content to the spool, keeps the limits, and tells what happened.
package org.postrider.smtp.server.session;
