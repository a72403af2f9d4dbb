// SPDX-License-Identifier: Apache-2.0
/// A message as a transport sees it: octets, an id, the trace fields, and what their scan tells.
/// MIME structure does not belong here.
package org.postrider.smtp.protocol.message;
