// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.concurrent.CompletableFuture;

/// Counts the sessions that live under a policy, so that it is known when the last one of those
/// that began before a change has left. Any thread.
final class Tenants {
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private int inside;
  private boolean retired;

  /// A session begins; false where it has to begin under another policy.
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    inside++;
    return true;
  }

  /// One that is inside takes another in with it, even where nobody else is let in any more.
  synchronized void takeIn() {
    inside++;
  }

  /// A session that has entered ends.
  void leave() {
    if (isLast()) {
      left.complete(null);
    }
  }

  private synchronized boolean isLast() {
    return --inside == 0 && retired;
  }

  /// Lets nobody in any more; completes when the last one has left.
  CompletableFuture<Void> retire() {
    if (isEmptied()) {
      left.complete(null);
    }
    return left;
  }

  private synchronized boolean isEmptied() {
    retired = true;
    return inside == 0;
  }
}
