// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Outcome;

/// What must hold whatever happens, each under its name. Told of all that a simulation does; throws
/// at the moment at which something does not hold.
final class Invariants {
  /// How late the schedule may see what is due.
  private static final Duration LATE = Duration.ofSeconds(5);

  /// How long mail may wait for a site that nothing keeps busy, but for what is late by itself.
  private static final Duration SOON = Duration.ofSeconds(30);

  /// Mail that makes a site busy.
  private static final int BUSY = 20;

  /// By how much one wait may be shorter than the one before, since each is drawn.
  private static final double DRAWN = 0.8;

  /// A message, which has one recipient.
  private static final class Mail {
    final Entry entry;
    final SiteFacts site;
    Instant due;
    Duration waited = Duration.ZERO;
    int attempts;
    boolean underWay;

    Mail(Entry entry, SiteFacts site) {
      this.entry = entry;
      this.site = site;
      due = entry.due();
    }

    Instant due() {
      return due;
    }

    EntryName name() {
      return entry.name();
    }
  }

  private static final class SiteFacts {
    final SimulatedSite site;
    final Map<Lane, NavigableSet<Mail>> waiting = new HashMap<>();
    final Deque<Instant> begun = new ArrayDeque<>();
    Instant busy = Instant.MIN;
    int sessions;
    int inVain;

    SiteFacts(SimulatedSite site) {
      this.site = site;
    }

    NavigableSet<Mail> waiting(Entry entry) {
      return waiting.computeIfAbsent(
          entry.lane(),
          _ -> new TreeSet<>(Comparator.comparing(Mail::due).thenComparing(Mail::name)));
    }

    int size() {
      return waiting.values().stream().mapToInt(NavigableSet::size).sum();
    }
  }

  private final int mostAttempts;
  private final Instant lastDue;

  /// Whether every thread has its turn at once: else nothing is soon, and what the schedule begins
  /// first may be tried last.
  private final boolean prompt;

  private final Map<EntryName, Mail> mail = new HashMap<>();
  private final Map<Integer, SiteFacts> sites = new HashMap<>();
  private int sessions;
  private long attempts;
  private long ended;
  private @Nullable AssertionError broken;

  /// `lastDue` is when mail may be given up at the earliest.
  Invariants(int mostAttempts, Instant lastDue, boolean prompt) {
    this.mostAttempts = mostAttempts;
    this.lastDue = lastDue;
    this.prompt = prompt;
  }

  long attempts() {
    return attempts;
  }

  long ended() {
    return ended;
  }

  int open() {
    return mail.size();
  }

  void committed(Entry entry, SimulatedSite to) {
    SiteFacts site = sites.computeIfAbsent(to.number, _ -> new SiteFacts(to));
    Mail one = new Mail(entry, site);
    mail.put(entry.name(), one);
    site.waiting(entry).add(one);
  }

  /// An attempt begins at a site; `roomy` tells whether the schedule has all in memory that it may.
  /// Gives how many there are at once.
  int begun(Entry entry, Instant now, boolean roomy) {
    Mail one = mail.get(entry.name());
    hold(one != null && !one.underWay, "EveryRecipientEndsOnce", entry);
    hold(!one.due.isAfter(now), "NoAttemptBeforeDue", entry);
    SiteFacts site = one.site;
    if (prompt && roomy) {
      priorityKept(one, site, now);
    }
    if (site.size() >= BUSY) {
      site.busy = now;
    } else if (prompt && site.site.healthy && site.busy.isBefore(one.due)) {
      hold(!one.due.plus(SOON).isBefore(now), "OneSiteNeverStarvesOthers", entry);
    }
    site.waiting(entry).remove(one);
    one.underWay = true;
    attempts++;
    sessions++;
    site.sessions++;
    limitsKept(site, entry, now);
    return site.sessions;
  }

  private void limitsKept(SiteFacts site, Entry entry, Instant now) {
    HopLimits limits = site.site.limits;
    hold(sessions <= mostAttempts, "LimitsKept (in all)", entry);
    hold(site.sessions <= limits.connections(), "LimitsKept (connections)", entry);
    hold(
        site.inVain < Strain.MOST_IN_VAIN || site.sessions == 1,
        "LimitsKept (one probe of a site that cannot be reached)",
        entry);
    HopLimits.Rate rate = limits.rate();
    if (prompt && rate != null) {
      site.begun.addLast(now);
      while (!site.begun.getFirst().plus(rate.period()).isAfter(now)) {
        site.begun.removeFirst();
      }
      hold(site.begun.size() <= rate.messages(), "LimitsKept (rate)", entry);
    }
  }

  /// No priority goes while another is before it in line in every lane of it, each step counting as
  /// much as a time.
  private void priorityKept(Mail one, SiteFacts site, Instant now) {
    int priority = one.entry.lane().priority();
    Map<Integer, Instant> last = new HashMap<>();
    site.waiting.forEach((lane, mails) -> {
      if (lane.priority() != priority && !mails.isEmpty()) {
        Instant due = mails.getFirst().due;
        last.merge(lane.priority(), due, (a, b) -> a.isAfter(b) ? a : b);
      }
    });
    Instant own = aged(priority, one.due);
    last.forEach((other, due) -> {
      boolean seen = due.plus(LATE).isBefore(now);
      hold(!seen || !aged(other, due).plus(LATE).isBefore(own), "PriorityKept", one.entry);
    });
  }

  private static Instant aged(int priority, Instant due) {
    return due.minus(Waiting.AGE.multipliedBy(priority));
  }

  /// An attempt has ended.
  void ended(Entry entry, boolean reached) {
    Mail one = mail.get(entry.name());
    hold(one != null && one.underWay, "EveryRecipientEndsOnce", entry);
    sessions--;
    one.site.sessions--;
    one.site.inVain = reached ? 0 : one.site.inVain + 1;
  }

  /// An outcome is on record.
  void recorded(Entry entry, Outcome outcome, Instant now) {
    Mail one = mail.get(entry.name());
    hold(one != null, "EveryRecipientEndsOnce", entry);
    SiteFacts site = one.site;
    NavigableSet<Mail> waiting = site.waiting(entry);
    waiting.remove(one);
    one.underWay = false;
    if (!(outcome instanceof Outcome.Deferred(Instant until, String _))) {
      mail.remove(entry.name());
      ended++;
      return;
    }
    Duration wait = Duration.between(now, until);
    boolean last = !until.isBefore(lastDue);
    hold(
        !prompt || last || wait.toNanos() >= DRAWN * one.waited.toNanos(),
        "BackoffGrows (" + one.waited + ", then " + wait + ")",
        entry);
    one.waited = wait;
    one.attempts++;
    hold(entry.attempts() + 1 == one.attempts, "BackoffGrows (an attempt not counted)", entry);
    one.due = until;
    waiting.add(one);
  }

  /// All attempts under way are lost, and so is what was known of the sites.
  void crashed() {
    sessions = 0;
    for (SiteFacts site : sites.values()) {
      site.sessions = 0;
      site.inVain = 0;
      site.begun.clear();
    }
    for (Mail one : mail.values()) {
      if (one.underWay) {
        one.underWay = false;
        one.site.waiting(one.entry).add(one);
      }
    }
  }

  /// Throws where something has not held. Whoever is told of it first may have hidden it.
  void check() {
    AssertionError first = broken;
    if (first != null) {
      throw first;
    }
  }

  private void hold(boolean holds, String name, @Nullable Object about) {
    if (!holds) {
      AssertionError error = new AssertionError(name + " does not hold: " + about);
      broken = broken == null ? error : broken;
      throw error;
    }
  }
}
