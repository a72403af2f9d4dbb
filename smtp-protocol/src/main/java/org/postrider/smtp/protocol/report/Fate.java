// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.reply.Reply;

/// What a notification says of one recipient.
///
/// @param recipient who was to get the mail
/// @param action what was done
/// @param reply why: the words of a host, or ours
/// @param host the host whose words they are, or `""` where they are ours
/// @param failure what that means, null for success
/// @param until for `DELAYED` how long it will be tried, else null
/// @rfc 3464 §2.3
public record Fate(
    Recipient recipient,
    Action action,
    Reply reply,
    String host,
    @Nullable FailureClass failure,
    @Nullable Instant until) {}
