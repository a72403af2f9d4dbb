// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;

/// Who stands behind an address.
///
/// @param steps how that was found, in the order of a tree that is written from its root
/// @param ends who gets the mail, each once; nobody where the address does not exist
record Expansion(List<Step> steps, List<Mailbox> ends) {
  /// The steps as a tree of lines, with this between an address and what became of it.
  List<String> lines(String between) {
    return steps.stream()
        .map(step -> "  ".repeat(step.depth()) + step.address() + between + step.why())
        .toList();
  }

  /// An address that was come upon.
  ///
  /// @param depth aliases before it
  /// @param why what became of it, for the operator
  record Step(int depth, Mailbox address, String why) {}

  /// Aliases lead too far.
  static final class TooFar extends Exception {
    private static final long serialVersionUID = 1;

    TooFar(String message) {
      super(message);
    }
  }
}
