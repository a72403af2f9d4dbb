// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Told;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one JSON line for each thing that happened to mail. Whoever tells is never held up: lines
/// wait in a bounded queue for a thread of their own, and where even that is full they are counted,
/// and a line says how many are missing. Any thread.
public final class MailLog implements Consumer<Told>, AutoCloseable {
  /// How many events may wait to be written.
  static final int WAITING = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(MailLog.class);
  private static final int CHUNK = 1 << 15;
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int PAUSES_BEFORE_SLEEP = 50;
  private static final long CLOSE_MILLIS = 5_000;

  private record Event(long millis, Told told) {}

  private final InstantSource clock;
  private final AtomicReference<@Nullable OutputStream> next = new AtomicReference<>();
  private final ArrayBlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong lostInAll = new AtomicLong();
  private final JsonText json = new JsonText();
  private final MailLine line = new MailLine(json);
  private final Thread writer;
  private final OutputStream trail;
  private OutputStream out;
  private volatile boolean sleeping;
  private volatile boolean closed;

  private MailLog(OutputStream out, OutputStream trail, InstantSource clock) {
    this.out = out;
    this.trail = trail;
    this.clock = clock;
    writer = Thread.ofPlatform().name("mail-log").daemon().unstarted(this::run);
  }

  /// Begins to write to `out` and, the same, to `trail`, which are closed in the end.
  public static MailLog open(OutputStream out, OutputStream trail, InstantSource clock) {
    MailLog log = new MailLog(out, trail, clock);
    log.writer.start();
    return log;
  }

  @Override
  public void accept(Told told) {
    if (!events.offer(new Event(clock.millis(), told))) {
      lost.incrementAndGet();
      lostInAll.incrementAndGet();
    }
    if (sleeping) {
      LockSupport.unpark(writer);
    }
  }

  /// How many lines were never written because too many waited.
  public long lost() {
    return lostInAll.get();
  }

  /// Goes on in `to`; what was open is closed by the writing thread once it has turned over.
  public void redirect(OutputStream to) {
    OutputStream unused = next.getAndSet(to);
    if (unused != null) {
      try {
        unused.close();
      } catch (IOException e) {
        LOG.warn("a mail log that was never written to did not close", e);
      }
    }
  }

  /// Writes what waits and ends.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int pauses = 0;
    while (true) {
      boolean last = closed;
      if (drain()) {
        pauses = 0;
      } else if (last) {
        end();
        return;
      } else if (pauses < PAUSES_BEFORE_SLEEP) {
        // While mail flows nobody has to wake this thread, which would cost more than the line.
        pauses++;
        LockSupport.parkNanos(this, PAUSE_NANOS);
      } else {
        sleep();
      }
    }
  }

  private void sleep() {
    sleeping = true;
    if (events.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    sleeping = false;
  }

  private boolean drain() {
    Event event = events.poll();
    boolean any = event != null;
    while (event != null) {
      line.add(event.millis(), event.told());
      if (json.length() >= CHUNK) {
        write();
      }
      event = events.poll();
    }
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      line.addLost(clock.millis(), missing);
    }
    if (json.length() > 0) {
      write();
    }
    return any;
  }

  private void write() {
    byte[] lines = json.toString().getBytes(StandardCharsets.UTF_8);
    json.clear();
    try {
      OutputStream turned = next.getAndSet(null);
      if (turned != null) {
        OutputStream before = out;
        out = turned;
        before.close();
      }
      out.write(lines);
      out.flush();
    } catch (IOException e) {
      LOG.error("the mail log cannot be written, lines are lost", e);
    }
    try {
      trail.write(lines);
      trail.flush();
    } catch (IOException e) {
      LOG.error("the trail cannot be written, lines are lost", e);
    }
  }

  private void end() {
    for (OutputStream each : List.of(out, trail)) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.error("the end of the mail log or of the trail cannot be written", e);
      }
    }
  }
}
