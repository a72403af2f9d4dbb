// SPDX-License-Identifier: Apache-2.0
/// One attempt: from a claimed entry to its recorded outcome, over SMTP, LMTP, into a Maildir or to
/// nowhere. When to try, and in which order, is decided elsewhere.
package org.postrider.delivery.transmit;
