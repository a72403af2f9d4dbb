// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.depot.SpoolDepot;
import org.postrider.queue.store.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Walks through a spool that is in use, one at a time, each step of which is followed by as long a
/// rest, so that half of a disk and of a processor at most are taken from the mail. Any thread.
final class Walks {
  private static final Logger LOG = LoggerFactory.getLogger(Walks.class);

  private final SpoolDepot depot;
  private String kind = "";
  private @Nullable Thread thread;
  private String at = "";
  private long records;
  private long octets;
  private @Nullable JsonNode result;
  private String failure = "";

  Walks(SpoolDepot depot) {
    this.depot = depot;
  }

  /// Begins a walk; false where one is under way.
  synchronized boolean begin(String what) {
    if (thread != null) {
      return false;
    }
    kind = what;
    at = "";
    records = 0;
    octets = 0;
    result = null;
    failure = "";
    thread = Thread.ofPlatform().daemon().name("spool-walk").start(() -> walk(what));
    return true;
  }

  /// Ends the walk that is under way.
  synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// How the walk gets on, or what the last one has told.
  synchronized JsonNode state() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("kind", kind).put("running", thread != null);
    json.put("at", at).put("records", records).put("octets", octets);
    if (!failure.isEmpty()) {
      json.put("failure", failure);
    }
    if (result != null) {
      json.set("result", result);
    }
    return json;
  }

  private void walk(String what) {
    JsonNode told = null;
    String why = "";
    try {
      told = depot.walk(what, new Pace());
    } catch (IOException | RuntimeException e) {
      LOG.warn("the {} of the spool did not end", what, e);
      why = String.valueOf(e.getMessage());
    }
    synchronized (this) {
      result = told;
      failure = why;
      thread = null;
    }
  }

  private synchronized void step(String where, long manyRecords, long manyOctets) {
    at = where;
    records = manyRecords;
    octets = manyOctets;
  }

  /// Rests after each step for as long as it took.
  private final class Pace implements Progress {
    private long begunNanos = System.nanoTime();

    @Override
    public void step(String where, long manyRecords, long manyOctets) throws IOException {
      Walks.this.step(where, manyRecords, manyOctets);
      try {
        TimeUnit.NANOSECONDS.sleep(System.nanoTime() - begunNanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("it was stopped");
      }
      begunNanos = System.nanoTime();
    }
  }
}
