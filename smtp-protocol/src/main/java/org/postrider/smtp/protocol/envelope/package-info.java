// SPDX-License-Identifier: Apache-2.0
/// What MAIL and RCPT say beside the addresses, as it is kept and passed on: when the sender wants
/// to hear of a recipient, what is to be given back, and by which names both go.
package org.postrider.smtp.protocol.envelope;
