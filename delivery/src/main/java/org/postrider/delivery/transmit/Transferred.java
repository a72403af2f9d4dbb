// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.util.Collections;
import java.util.List;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

/// An attempt that is over, before its outcome is recorded: what was said for each recipient, and
/// by whom.
///
/// @param claimed what was tried
/// @param results in the order of the entry's recipients
/// @param hop who said it: `name[address]:port`, a path, or `""` where nobody was found
/// @param host the name in `hop`, or `""`
/// @param tls protocol and cipher, or `""`
public record Transferred(
    Claimed claimed, List<Result> results, String hop, String host, String tls) {
  /// Copies the list.
  public Transferred {
    results = List.copyOf(results);
  }

  /// Whether somebody was found who let a transaction begin.
  public boolean isReached() {
    return results.stream()
        .anyMatch(result ->
            result.isDelivered() || (result.stage().compareTo(Stage.MAIL) >= 0 && result.spoken()));
  }

  /// The same for every recipient.
  static Transferred all(Claimed claimed, Result result, String hop, String host) {
    return new Transferred(
        claimed, Collections.nCopies(claimed.entry().recipients().size(), result), hop, host, "");
  }
}
