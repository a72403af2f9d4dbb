// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.postrider.smtp.protocol.sender.Result;

/// A transaction under way on a [Link]. `wanted` completes with true when the content has to be
/// sent piece by piece, and with false when it is over before; `done` completes at the end. Neither
/// completes exceptionally.
record Handover(CompletableFuture<Boolean> wanted, CompletableFuture<List<Result>> done) {
  Handover() {
    this(new CompletableFuture<>(), new CompletableFuture<>());
  }

  void finish(List<Result> results) {
    wanted.complete(false);
    done.complete(results);
  }
}
