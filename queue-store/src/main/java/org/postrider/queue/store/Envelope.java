// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.MessageId;

/// What is known of a message besides its content and its recipients.
///
/// @param id made by whoever accepts the message; committing it twice changes nothing
/// @param accepted when it was accepted
/// @param sender whom to tell when delivery fails
/// @param eightBit whether BODY=8BITMIME was said
/// @param smtpUtf8 whether SMTPUTF8 was said
/// @param account who authenticated, or `""`
/// @param client where it came from, `name[address]`, for people
/// @param head header fields of our own that stand before the content as it was received, each
///   ended by CR LF; not copied, not to be changed
/// @param size octets of head and content together
@SuppressWarnings("ArrayRecordComponent") // envelopes are never compared
public record Envelope(
    MessageId id,
    Instant accepted,
    ReversePath sender,
    boolean eightBit,
    boolean smtpUtf8,
    String account,
    String client,
    byte[] head,
    long size) {}
