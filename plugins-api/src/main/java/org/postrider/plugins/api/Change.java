// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// One change to a message that is being taken.
public sealed interface Change {
  /// A header field put above all others. `name` is printable ASCII without colon; `value` has no
  /// CR or LF except to fold (CR LF and white space), and no NUL.
  ///
  /// @rfc 5322 §2.2
  record AddField(String name, String value) implements Change {
    /// Throws `IllegalArgumentException` for what would not be one field.
    public AddField {
      if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 127 || c == ':')) {
        throw new IllegalArgumentException("no field name: " + name);
      }
      String unfolded = value.replaceAll("\r\n(?=[ \t])", "");
      if (unfolded.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw new IllegalArgumentException("no field value: bare CR, LF or NUL in " + name);
      }
    }
  }

  /// One more recipient; not asked about again.
  record AddRecipient(Mailbox recipient) implements Change {}

  /// One recipient less; nothing where it is not among them.
  record RemoveRecipient(Mailbox recipient) implements Change {}

  /// Another reverse-path.
  record ReplaceSender(ReversePath sender) implements Change {}
}
