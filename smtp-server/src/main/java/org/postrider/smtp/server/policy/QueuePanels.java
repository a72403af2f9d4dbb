// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.server.Foretold;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.Question;
import org.postrider.smtp.server.QueuePolicySet;
import org.postrider.smtp.server.QueueRuling;

/// The plug-ins that have a say about accepted mail, put to the same bounds as those that sessions
/// ask. All are asked on threads of their own, those too that only compute: there are no sessions
/// to spare them for, and one that never ends keeps nobody's loop. Any thread.
public final class QueuePanels {
  private final Panel<Queued, Queued.Verdict, QueueRuling> queued;
  private final Panel<Attempt, Attempt.Verdict, QueueRuling> attempt;
  private final Panel<Explain, Explain.Course, List<Foretold>> explain;
  private final List<Telling<Told.Attempted>> outcome;
  private final Tenants tenants = new Tenants();
  private final ScheduledExecutorService loop;

  private QueuePanels(QueuePolicySet set, PluginWatch watch, ScheduledExecutorService loop) {
    this.loop = loop;
    queued = Panel.of(Question.QUEUED, apart(set.queued()), watch, Tallies.OfQueueVerdicts::new);
    attempt = Panel.of(Question.ATTEMPT, apart(set.attempt()), watch, Tallies.OfQueueVerdicts::new);
    explain = Panel.of(Question.EXPLAIN, apart(set.explain()), watch, Tallies.OfCourses::new);
    outcome =
        apart(set.outcome()).stream()
            .map(each -> new Telling<>(new Seat<>(Question.OUTCOME, each, watch), each, loop))
            .toList();
  }

  /// Seats them; `loop` is one thread, on which nothing waits.
  public static QueuePanels of(
      QueuePolicySet set, PluginWatch watch, ScheduledExecutorService loop) {
    return new QueuePanels(set, watch, loop);
  }

  private static <Q, A> List<Asked<Q, A>> apart(List<Asked<Q, A>> asked) {
    return asked.stream()
        .map(each -> new Asked<Q, A>(each.plugin(), q -> each.answer().to(q), each.guard()))
        .toList();
  }

  /// A question begins; false where others have taken their place.
  public boolean enter() {
    return tenants.enter();
  }

  /// A question that has entered ends.
  public void leave() {
    tenants.leave();
  }

  /// Others take their place; completes when the last question has ended.
  public CompletionStage<Void> retire() {
    return tenants.retire();
  }

  /// Whether anybody wants to see messages.
  public boolean asksAboutQueued() {
    return !queued.isEmpty();
  }

  /// Whether anybody wants to see attempts.
  public boolean asksAboutAttempts() {
    return !attempt.isEmpty();
  }

  /// Whether anybody hears of outcomes.
  public boolean tellsOutcomes() {
    return !outcome.isEmpty();
  }

  /// The ruling on a message, after all have answered or failed to.
  public QueueRuling onQueued(Queued question) throws InterruptedException {
    return ruling(queued.without(question.plugin()), question, QueueRuling.PASSED);
  }

  /// The ruling on an attempt, after all have answered or failed to.
  public QueueRuling onAttempt(Attempt question) throws InterruptedException {
    return ruling(attempt.without(question.message().plugin()), question, QueueRuling.PASSED);
  }

  /// What all that have answered would make of mail.
  public List<Foretold> onExplain(Explain question) throws InterruptedException {
    return ruling(explain, question, List.of());
  }

  private <Q, A, R> R ruling(Panel<Q, A, R> panel, Q question, R ofNobody)
      throws InterruptedException {
    if (panel.isEmpty()) {
      return ofNobody;
    }
    CompletableFuture<R> ruling = new CompletableFuture<>();
    CompletableFuture.runAsync(() -> panel.ask(question, loop, ruling::complete), loop)
        .exceptionally(broken -> {
          ruling.completeExceptionally(broken);
          return null;
        });
    try {
      return ruling.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the plug-ins could not be asked", e);
    }
  }

  /// Tells all but the plug-in `submitter`, and waits for nobody.
  public void onOutcome(Told.Attempted told, String submitter) {
    for (Telling<Told.Attempted> each : outcome) {
      if (!each.plugin().equals(submitter)) {
        tenants.takeIn();
        each.tell(told, tenants::leave);
      }
    }
  }
}
