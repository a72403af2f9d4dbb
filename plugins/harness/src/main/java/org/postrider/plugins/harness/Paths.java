// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// Addresses as tests write them: `a@b.example`, or as clients do, `<a@b.example>`.
final class Paths {
  private Paths() {}

  /// A sender; `<>` is nobody.
  static ReversePath sender(String text) {
    return text.equals("<>") ? ReversePath.NULL : new ReversePath(mailbox(text));
  }

  static Mailbox mailbox(String text) {
    boolean bracketed = text.startsWith("<") && text.endsWith(">");
    return Mailbox.parse(bracketed ? text.substring(1, text.length() - 1) : text);
  }
}
