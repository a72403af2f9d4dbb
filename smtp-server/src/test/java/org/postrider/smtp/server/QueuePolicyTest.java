// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.PolicySet.Guard;
import org.postrider.testkit.Waits;

/// The bounds that hold for questions to plug-ins about mail that was accepted.
class QueuePolicyTest {
  private static final MessageId ID = MessageId.of(1, 2, 3);
  private static final Mailbox BOB = Mailbox.parse("bob@to.example");

  private final Map<String, Integer> fates = new ConcurrentHashMap<>();
  private final PluginWatch watch = (plugin, question) -> new Counting(plugin, question);

  private final class Counting implements PluginWatch.Ear {
    private final String key;

    Counting(String plugin, Question question) {
      key = plugin + " " + question.word() + " ";
    }

    @Override
    public void asked(PluginWatch.Fate fate, long nanos) {
      fates.merge(key + fate, 1, Integer::sum);
    }

    @Override
    public void compared(boolean agrees) {
      fates.merge(key + agrees, 1, Integer::sum);
    }
  }

  private static Guard guard(OnFailure onFailure, boolean shadow) {
    return new Guard(
        Duration.ofMillis(200),
        2,
        onFailure,
        new Breaker(3, Duration.ofMinutes(1), Duration.ofMinutes(5)),
        shadow);
  }

  private static <Q, A> Asked<Q, A> asked(String plugin, Answer<Q, A> answer) {
    return new Asked<>(plugin, answer, guard(OnFailure.DEFER, false));
  }

  private QueuePolicy attempts(List<Asked<Attempt, Attempt.Verdict>> asked) {
    return QueuePolicy.open(new QueuePolicySet(List.of(), asked, List.of(), List.of()), watch);
  }

  private QueuePolicy outcomes(Answer<Told.Attempted, Told.Attempted> answer) {
    return QueuePolicy.open(
        new QueuePolicySet(List.of(), List.of(), List.of(), List.of(asked("ear", answer))), watch);
  }

  private static Queued message(String client) {
    return new Queued(
        ID, Instant.EPOCH, ReversePath.NULL, List.of(BOB), "", client, Content.of(new byte[0]));
  }

  private static Attempt attempt(String client) {
    return new Attempt(message(client), "to.example", 1, "", List.of());
  }

  private static Told.Attempted outcome() {
    return new Told.Attempted(
        ID,
        ReversePath.NULL,
        BOB,
        Told.Ending.DELIVERED,
        1,
        "",
        "",
        "",
        null,
        null,
        "",
        null,
        Duration.ZERO);
  }

  private static String deferral(QueueRuling ruling) {
    return ruling.verdict() instanceof ContentVerdict.Refuse(var refusal)
        ? refusal.reply().toString()
        : ruling.toString();
  }

  @Test
  void theFirstThatDoesNotPassDecides() throws Exception {
    try (QueuePolicy policy =
        attempts(
            List.of(
                asked("one", _ -> Verdict.pass()),
                asked("two", Answer.pure(_ -> new Attempt.RouteBy("there"))),
                asked("three", _ -> Verdict.refuse("5.7.1", "no"))))) {
      assertThat(policy.onAttempt(attempt("")))
          .isEqualTo(new QueueRuling(new Attempt.RouteBy("there"), "two"));
      assertThat(fates).doesNotContainKey("three attempt REFUSED");
    }
  }

  private static Attempt.Verdict misbehave(String how) {
    if (how.equals("throws")) {
      throw new IllegalStateException("no");
    }
    if (how.equals("errs")) {
      throw new StackOverflowError();
    }
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60));
    return Verdict.pass(); // too late
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "errs", "hangs"})
  void oneThatFailsDefersMailUntilItIsLeftAlone(String how) throws Exception {
    String fate = how.equals("hangs") ? "LATE" : "FAILED";
    try (QueuePolicy policy = attempts(List.of(asked("bad", Answer.pure(_ -> misbehave(how)))))) {
      for (int i = 0; i < 5; i++) {
        assertThat(deferral(policy.onAttempt(attempt(""))))
            .isEqualTo("451 4.3.0 Local problem; try again later");
      }
      assertThat(fates)
          .containsOnly(Map.entry("bad attempt " + fate, 3), Map.entry("bad attempt SHUT", 2));
    }
  }

  @Test
  void oneThatFailsIsPassedOverWhereThatIsConfiguredWithItsBreakerOpenToo() throws Exception {
    Answer<Attempt, Attempt.Verdict> bad = _ -> misbehave("throws");
    try (QueuePolicy policy =
        attempts(List.of(new Asked<>("bad", bad, guard(OnFailure.PASS, false))))) {
      for (int i = 0; i < 5; i++) {
        assertThat(policy.onAttempt(attempt(""))).isEqualTo(QueueRuling.PASSED);
      }
      assertThat(fates).containsEntry("bad attempt SHUT", 2);
    }
  }

  @Test
  void oneInShadowDecidesNothing() throws Exception {
    Answer<Attempt, Attempt.Verdict> no = _ -> Verdict.refuse("5.7.1", "no");
    try (QueuePolicy policy =
        attempts(List.of(new Asked<>("tried", no, guard(OnFailure.DEFER, true))))) {
      assertThat(policy.onAttempt(attempt(""))).isEqualTo(QueueRuling.PASSED);
      await().atMost(Waits.LONGEST).until(() -> fates.containsKey("tried attempt false"));
    }
  }

  @Test
  void nobodyIsAskedOrToldAboutWhatHeHasSubmittedHimself() throws Exception {
    List<Told> heard = new CopyOnWriteArrayList<>();
    Answer<Attempt, Attempt.Verdict> no = _ -> Verdict.refuse("5.7.1", "no");
    Answer<Told.Attempted, Told.Attempted> hears =
        told -> {
          heard.add(told);
          return told;
        };
    try (QueuePolicy policy =
        QueuePolicy.open(
            new QueuePolicySet(
                List.of(), List.of(asked("own", no)), List.of(), List.of(asked("own", hears))),
            watch)) {
      assertThat(policy.onAttempt(attempt("plug-in own"))).isEqualTo(QueueRuling.PASSED);
      assertThat(policy.onAttempt(attempt("plug-in other")).by()).isEqualTo("own");
      policy.onOutcome(outcome(), message("plug-in own"));
      policy.onOutcome(outcome(), message("plug-in other"));
      await().atMost(Waits.LONGEST).until(() -> heard.size() == 1);
      assertThat(policy.reload(QueuePolicySet.NONE).toCompletableFuture())
          .succeedsWithin(Waits.LONGEST);
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void whoeverTellsIsNotHeldUpAndWhatIsTooMuchIsCounted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    int more = 20_000;
    try (QueuePolicy policy =
        outcomes(told -> {
          end.await();
          return told;
        })) {
      for (int i = 0; i < more; i++) {
        policy.onOutcome(outcome(), message(""));
      }
      await()
          .atMost(Waits.LONGEST)
          .until(() -> fates.values().stream().mapToInt(Integer::intValue).sum() == more);
      assertThat(fates.get("ear outcome FULL")).isGreaterThanOrEqualTo(more - 10_000 - 2);
      end.countDown();
    }
  }

  @Test
  void thoseBeforeAChangeAreLeftWhenTheirLastQuestionHasEnded() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Guard patient = new Guard(Duration.ofMinutes(1), 2, OnFailure.DEFER, Breaker.defaults(), false);
    Answer<Attempt, Attempt.Verdict> slow =
        _ -> {
          asked.countDown();
          end.await();
          return new Attempt.RouteBy("old");
        };
    try (QueuePolicy policy = attempts(List.of(new Asked<>("slow", slow, patient)))) {
      CompletableFuture<String> by = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              by.complete(policy.onAttempt(attempt("")).by());
            } catch (InterruptedException e) {
              by.completeExceptionally(e);
            }
          });
      asked.await();
      CompletableFuture<Void> left = policy.reload(QueuePolicySet.NONE).toCompletableFuture();
      assertThat(policy.onAttempt(attempt(""))).isEqualTo(QueueRuling.PASSED);
      assertThat(left).isNotDone();
      end.countDown();
      assertThat(by).succeedsWithin(Waits.LONGEST).isEqualTo("slow");
      assertThat(left).succeedsWithin(Waits.LONGEST);
    }
  }
}
