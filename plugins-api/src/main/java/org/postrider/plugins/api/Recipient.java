// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.Map;
import org.postrider.smtp.protocol.address.Mailbox;

/// A recipient is named; `parameters` are RCPT's, keywords in upper case.
public record Recipient(Mail mail, Mailbox mailbox, Map<String, String> parameters) {}
