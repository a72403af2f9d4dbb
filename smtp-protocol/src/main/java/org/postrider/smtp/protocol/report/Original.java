// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import java.time.Instant;
import org.postrider.smtp.protocol.envelope.MailParameters;

/// What a notification gives back of the message it is about.
///
/// @param name what we call the message
/// @param accepted when it came to us
/// @param asked what its sender has asked for
/// @param octets the whole of it, or its header section only; not copied, not to be changed
/// @param whole whether it is the whole
/// @param eightBit whether it has octets above 127
/// @param smtpUtf8 whether its header section or addresses have
/// @param senderless whether it is from nobody, as notifications are
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Original(
    String name,
    Instant accepted,
    MailParameters asked,
    byte[] octets,
    boolean whole,
    boolean eightBit,
    boolean smtpUtf8,
    boolean senderless) {}
