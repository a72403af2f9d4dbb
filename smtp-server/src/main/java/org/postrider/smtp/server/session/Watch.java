// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks after the sessions of one event loop: twice a second it looks whether any has run out of
/// time. One timer for all, so that a session costs no timer of its own and a reply none either.
/// Confined to the loop.
final class Watch implements Runnable {
  private static final long TICK_MILLIS = 500;

  private final EventLoop loop;
  private @Nullable Session first;
  private boolean ticking;

  Watch(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  void add(Session session) {
    Session second = first;
    session.next = second;
    if (second != null) {
      second.previous = session;
    }
    first = session;
    if (!ticking) {
      ticking = true;
      loop.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void remove(Session session) {
    Session before = session.previous;
    Session after = session.next;
    if (before != null) {
      before.next = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.previous = before;
    }
    session.previous = null;
    session.next = null;
  }

  /// Asks every session to end when it can.
  void drain() {
    for (Session session = first; session != null; ) {
      Session after = session.next; // draining may remove it
      session.drain();
      session = after;
    }
  }

  /// Ends every session now.
  void abort() {
    for (Session session = first; session != null; ) {
      Session after = session.next;
      session.abort();
      session = after;
    }
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    for (Session session = first; session != null; ) {
      Session after = session.next;
      session.look(now);
      session = after;
    }
    ticking = first != null;
    if (ticking) {
      loop.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
