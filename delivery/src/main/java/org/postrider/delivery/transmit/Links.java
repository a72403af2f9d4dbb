// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;

/// The open sessions of one site that nobody uses at the moment, the last used on top. They all
/// fulfil the same demands of TLS and credentials, because those are a part of what a site is. Any
/// thread.
public final class Links {
  private final HopLimits limits;
  private final Deque<Link> idle = new ArrayDeque<>();
  private boolean closed;

  /// An empty pool, of links that are used within these limits.
  public Links(HopLimits limits) {
    this.limits = limits;
  }

  /// Recipients that one transaction may have.
  int recipients() {
    return limits.recipients();
  }

  /// A link to use for recipients of a domain (its key), or null where there is none.
  @Nullable Link take(String domain) {
    synchronized (idle) {
      for (Iterator<Link> all = idle.descendingIterator(); all.hasNext(); ) {
        Link link = all.next();
        if (link.isOver() || link.usage().allows(domain, link.capabilities().limits())) {
          all.remove();
          if (link.claim()) {
            return link;
          }
        }
      }
      return null;
    }
  }

  /// Takes a link back after use.
  void keep(Link link) {
    synchronized (idle) {
      if (closed || !link.usage().hasRoom(limits.messages(), link.capabilities().limits())) {
        link.close();
        return;
      }
      idle.removeIf(Link::isOver);
      if (link.release()) {
        idle.addLast(link);
      }
    }
  }

  /// Whether none is idle.
  public boolean isEmpty() {
    synchronized (idle) {
      idle.removeIf(Link::isOver);
      return idle.isEmpty();
    }
  }

  /// Ends all that are idle, and those that come back.
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(Link::close);
      idle.clear();
    }
  }
}
