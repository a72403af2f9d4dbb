// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/// What DNS says to a question, and for how long it may be believed.
sealed interface Answer {
  /// How long.
  Duration life();

  /// There is something.
  record Found(List<Record> records, Duration life) implements Answer {}

  /// There is nothing of the kind; `nameless`: not even the name.
  record Absent(boolean nameless, Duration life) implements Answer {}

  /// Nobody can say now.
  record Unsure(String why, Duration life) implements Answer {}
}
