// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.FailureRules;
import org.postrider.delivery.RetrySchedule;
import org.postrider.delivery.notice.Notices;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Settlement;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.Action;
import org.postrider.smtp.protocol.report.FailureClass;
import org.postrider.smtp.protocol.report.Fate;
import org.postrider.smtp.protocol.sender.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records how attempts ended: the last step. While the spool makes one group of outcomes durable,
/// the next gathers. What the spool fails to take is kept and put to it again, for else what was
/// delivered would be delivered twice. When an outcome is on record it is told, once for each
/// recipient. Any thread that may block.
public final class Ledger {
  /// Outcomes that are recorded in one step.
  static final int MOST_AT_ONCE = 256;

  /// How long a spool that has failed is left alone.
  private static final Duration REST = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Ledger.class);

  /// An attempt with its judgement.
  private record Judged(
      Transferred transferred,
      List<Outcome> outcomes,
      Settlement settlement,
      Instant at,
      Runnable released,
      boolean alone) {}

  private final DeliveryParts parts;
  private final Executor executor;
  private final Object lock = new Object();
  private List<Judged> gathering = new ArrayList<>();
  private boolean recording;
  private volatile Judge judge;
  private volatile Notices notices;
  private volatile FailureRules failures;
  private volatile @Nullable Mailbox doubleBounces;

  /// A ledger under these settings; `executor` runs what may block.
  public Ledger(DeliverySettings settings, DeliveryParts parts, Executor executor) {
    this.parts = parts;
    this.executor = executor;
    judge = new Judge(settings.schedule(), parts.random());
    notices = new Notices(parts.spool(), parts.random(), settings.hostname());
    failures = settings.failures();
    doubleBounces = settings.doubleBounces();
  }

  /// What is judged from now on is judged by these settings.
  public void reload(DeliverySettings settings) {
    judge = new Judge(settings.schedule(), parts.random());
    notices = new Notices(parts.spool(), parts.random(), settings.hostname());
    failures = settings.failures();
    doubleBounces = settings.doubleBounces();
  }

  /// Records an attempt. `released` is run when that is done and the entry may be tried again.
  public void record(Transferred transferred, Runnable released) {
    record(transferred, released, false);
  }

  private void record(Transferred transferred, Runnable released, boolean alone) {
    try {
      add(judged(transferred, released, alone));
    } catch (IOException e) {
      log.error("no notification could be made about {}", name(transferred), e);
      again(transferred, released);
    }
  }

  private Judged judged(Transferred attempt, Runnable released, boolean alone) throws IOException {
    Instant now = parts.clock().instant();
    Transferred transferred = judge.inTime(attempt, now);
    Claimed claimed = transferred.claimed();
    List<Outcome> outcomes = new ArrayList<>();
    for (Result each : transferred.results()) {
      outcomes.add(
          transferred.held().isEmpty()
              ? judge.outcome(claimed, each, now)
              : new Outcome.Held(transferred.held()));
    }
    boolean warned = claimed.entry().warned() || isLate(claimed, now);
    Settlement.Notice notice = notice(transferred, outcomes, warned, now);
    Settlement settlement =
        new Settlement(claimed.entry(), claimed.part().epoch(), outcomes, warned, notice);
    return new Judged(transferred, outcomes, settlement, now, released, alone);
  }

  private boolean isLate(Claimed claimed, Instant now) {
    DeliverBy by = claimed.envelope().asked().deliverBy();
    if (by != null && !by.returned()) {
      return !now.isBefore(by.at()); // RFC 2852 §4.1.3
    }
    Duration warnAfter = judge.schedule().warnAfter();
    return !warnAfter.isZero() && !now.isBefore(claimed.envelope().released().plus(warnAfter));
  }

  private Settlement.@Nullable Notice notice(
      Transferred transferred, List<Outcome> outcomes, boolean warned, Instant now)
      throws IOException {
    Claimed claimed = transferred.claimed();
    RetrySchedule schedule = judge.schedule();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Recipient recipient = claimed.entry().recipients().get(i);
      RcptParameters asked = recipient.parameters();
      Result result = transferred.results().get(i);
      String host = result.spoken() ? transferred.host() : "";
      switch (outcomes.get(i)) {
        case Outcome.Failed _ when asked.onFailure() ->
            fates.add(
                new Fate(
                    recipient,
                    Action.FAILED,
                    result.reply(),
                    host,
                    failures.of(result.reply()),
                    null));
        case Outcome.Deferred _ when asked.onDelay() && warned && !claimed.entry().warned() -> {
          Reply why = judge.delay(claimed, result);
          fates.add(
              new Fate(
                  recipient,
                  Action.DELAYED,
                  why,
                  why.equals(result.reply()) ? host : "",
                  failures.of(result.reply()),
                  claimed.last(schedule.giveUp())));
        }
        case Outcome.Delivered _ when asked.onSuccess() && transferred.success() != null ->
            fates.add(new Fate(recipient, transferred.success(), result.reply(), host, null, null));
        case Outcome.Delivered _ when asked.onAnything() && transferred.relayed() ->
            fates.add(new Fate(recipient, Action.RELAYED, result.reply(), host, null, null));
        default -> {} // nothing to tell the author
      }
    }
    if (fates.isEmpty()) {
      return null;
    }
    Mailbox author = claimed.envelope().sender().mailbox();
    if (author == null) {
      fates.removeIf(fate -> fate.action() != Action.FAILED);
    }
    Mailbox reader = author == null ? doubleBounces : author;
    if (reader == null || fates.isEmpty()) { // RFC 5321 §6.1: no sender hears of it, at any rate
      log.info("what became of {} is told to nobody, since it has no sender", name(transferred));
      return null;
    }
    return notices.compose(reader, claimed.envelope(), claimed.content(), fates, now);
  }

  private void add(Judged judged) {
    synchronized (lock) {
      gathering.add(judged);
      if (recording) {
        return;
      }
      recording = true;
    }
    recordNext();
  }

  /// Sends what has gathered for one part to the spool.
  private void recordNext() {
    List<Judged> group;
    synchronized (lock) {
      group = nextGroup();
      recording = !group.isEmpty();
    }
    if (group.isEmpty()) {
      return;
    }
    CompletionStage<List<Settlement.Answer>> settled;
    try {
      settled = parts.spool().settle(part(group), group.stream().map(Judged::settlement).toList());
    } catch (RuntimeException e) {
      settled = CompletableFuture.failedStage(e);
    }
    settled.whenCompleteAsync((answers, failure) -> recorded(group, answers, failure), executor);
  }

  /// Takes what belongs to the part of the first; alone what has failed before, so that one bad
  /// settlement does not hold up the others.
  private List<Judged> nextGroup() {
    List<Judged> group = new ArrayList<>();
    List<Judged> rest = new ArrayList<>();
    for (Judged each : gathering) {
      boolean fits =
          group.isEmpty()
              || (group.size() < MOST_AT_ONCE
                  && !each.alone()
                  && !group.getFirst().alone()
                  && part(List.of(each)).equals(part(group)));
      (fits ? group : rest).add(each);
    }
    gathering = rest;
    return group;
  }

  private static Part part(List<Judged> group) {
    return group.getFirst().transferred().claimed().part();
  }

  private void recorded(
      List<Judged> group, @Nullable List<Settlement.Answer> answers, @Nullable Throwable failure) {
    if (answers == null) {
      log.error(
          "the spool did not take {} outcomes; they are put to it again", group.size(), failure);
      group.forEach(each -> again(each.transferred(), each.released()));
      recordNext();
      return;
    }
    recordNext();
    for (int i = 0; i < group.size(); i++) {
      Judged judged = group.get(i);
      judged.released().run();
      try {
        tell(judged, answers.get(i));
      } catch (RuntimeException e) {
        log.error("the outcome of {} could not be told", name(judged.transferred()), e);
      }
    }
  }

  private void again(Transferred transferred, Runnable released) {
    CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() -> record(transferred, released, true));
  }

  private void tell(Judged judged, Settlement.Answer answer) {
    Claimed claimed = judged.transferred().claimed();
    Entry entry = claimed.entry();
    for (int i = 0; i < judged.outcomes().size(); i++) {
      Outcome outcome = judged.outcomes().get(i);
      if (answer == Settlement.Answer.RECORDED || outcome instanceof Outcome.Delivered) {
        Told.Attempted told = attempted(judged, i, entry.recipients().get(i).mailbox(), outcome);
        parts.told().accept(told);
        if (parts.policy().tellsOutcomes()) {
          parts.policy().onOutcome(told, claimed.queued());
        }
      }
    }
    Settlement.Notice notice = judged.settlement().notice();
    if (notice != null && answer == Settlement.Answer.RECORDED) {
      parts
          .told()
          .accept(
              new Told.Notified(
                  notice.envelope().id(),
                  entry.message(),
                  notice.entries().getFirst().recipients().getFirst().mailbox(),
                  kind(judged.outcomes())));
    }
  }

  private static String kind(List<Outcome> outcomes) {
    if (outcomes.stream().anyMatch(each -> each instanceof Outcome.Failed)) {
      return "failure";
    }
    return outcomes.stream().anyMatch(each -> each instanceof Outcome.Deferred)
        ? "delay"
        : "success";
  }

  private Told.Attempted attempted(Judged judged, int index, Mailbox recipient, Outcome outcome) {
    Transferred transferred = judged.transferred();
    Claimed claimed = transferred.claimed();
    Result result = transferred.results().get(index);
    return new Told.Attempted(
        claimed.entry().message(),
        claimed.envelope().sender(),
        recipient,
        ending(outcome),
        claimed.entry().attempts() + 1,
        transferred.hop(),
        transferred.tls(),
        transferred.security(),
        result.spoken() ? result.reply() : null,
        failure(outcome, result),
        reason(outcome, result),
        outcome instanceof Outcome.Deferred deferred ? deferred.until() : null,
        Duration.between(claimed.envelope().accepted(), judged.at()));
  }

  private @Nullable FailureClass failure(Outcome outcome, Result result) {
    boolean tried = outcome instanceof Outcome.Failed || outcome instanceof Outcome.Deferred;
    return tried ? failures.of(result.reply()) : null;
  }

  private static Told.Ending ending(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered delivered -> Told.Ending.DELIVERED;
      case Outcome.Deferred deferred -> Told.Ending.DEFERRED;
      case Outcome.Held held -> Told.Ending.HELD;
      case Outcome.Failed failed -> Told.Ending.FAILED;
    };
  }

  private static String reason(Outcome outcome, Result result) {
    return switch (outcome) {
      case Outcome.Delivered delivered -> result.reply().toString();
      case Outcome.Deferred deferred -> deferred.reason();
      case Outcome.Held held -> held.reason();
      case Outcome.Failed failed -> failed.reason();
    };
  }

  private static String name(Transferred transferred) {
    return transferred.claimed().entry().name().toString();
  }
}
