// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// An operator asks what would become of mail from `sender` for `recipient`, which is not there.
/// `account` is who would have authenticated, or `""`.
public record Explain(ReversePath sender, Mailbox recipient, String account) {

  /// Nothing is changed: he himself would get it.
  public Course unchanged() {
    return new Course(List.of(), List.of(recipient));
  }

  /// What a plug-in would make of it. `steps` say to the operator how, a line each; `recipients`
  /// would get the mail, nobody where it would be refused.
  public record Course(List<String> steps, List<Mailbox> recipients) {
    /// Copies the lists.
    public Course {
      steps = List.copyOf(steps);
      recipients = List.copyOf(recipients);
    }
  }
}
