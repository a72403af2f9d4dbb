// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;

/// What a table has about an address.
///
/// @param origin where it stands: `FILE:LINE`, `sql`, `ldap`
/// @param to whom it leads to; nobody where none of it would be an address
record Found(String origin, List<Mailbox> to) {
  /// What the targets are for an address.
  static Found of(String origin, List<Target> targets, Mailbox from, List<String> groups) {
    return new Found(
        origin, targets.stream().flatMap(each -> each.of(from, groups).stream()).toList());
  }
}
