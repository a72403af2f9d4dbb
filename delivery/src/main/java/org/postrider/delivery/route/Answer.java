// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/// What DNS says to a question, and for how long it may be believed.
sealed interface Answer {
  /// How long.
  Duration life();

  /// Whether DNSSEC proves it, with all aliases on the way.
  boolean secure();

  /// There is something.
  record Found(List<Record> records, Duration life, boolean secure) implements Answer {}

  /// There is nothing of the kind; `nameless`: not even the name.
  record Absent(boolean nameless, Duration life, boolean secure) implements Answer {}

  /// Nobody can say now, or what was said is forged.
  record Unsure(String why, Duration life) implements Answer {
    @Override
    public boolean secure() {
      return false;
    }
  }
}
