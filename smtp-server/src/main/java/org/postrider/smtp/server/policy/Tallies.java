// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.server.Foretold;
import org.postrider.smtp.server.QueueRuling;

/// The ways in which answers add up.
final class Tallies {
  private static final Refusal NO_ANSWER =
      Refusal.of(451, "4.3.0", "Local problem; try again later");
  private static final Refusal NOT_OURS = Refusal.of(550, "5.7.1", "Relaying denied");

  private Tallies() {}

  private static Refusal noAnswer(String plugin) {
    return NO_ANSWER.because("plug-in " + plugin + " gave no answer");
  }

  /// The first refusal decides.
  static final class OfVerdicts extends Tally<Verdict, Ruling> {
    private Ruling ruling = Ruling.Passed.PASSED;

    @Override
    boolean hears(String plugin, Verdict answer) {
      return switch (answer) {
        case ContentVerdict.Pass _ -> false;
        case ContentVerdict.Refuse(Refusal refusal) -> {
          ruling = new Ruling.Refused(refusal, plugin);
          yield true;
        }
      };
    }

    @Override
    boolean missed(String plugin) {
      ruling = new Ruling.Refused(noAnswer(plugin), plugin);
      return true;
    }

    @Override
    Ruling ruling() {
      return ruling;
    }
  }

  /// A DENY decides; else one ALLOW suffices; where nobody says so, there is no relay.
  static final class OfRelays extends Tally<Relay, Ruling> {
    private Ruling ruling = new Ruling.Refused(NOT_OURS, "");

    @Override
    boolean hears(String plugin, Relay answer) {
      switch (answer) {
        case ALLOW -> ruling = Ruling.Passed.PASSED;
        case PASS -> {}
        case DENY -> ruling = new Ruling.Refused(NOT_OURS, plugin);
      }
      return answer == Relay.DENY;
    }

    @Override
    boolean missed(String plugin) {
      ruling = new Ruling.Refused(noAnswer(plugin), plugin);
      return true;
    }

    @Override
    Ruling ruling() {
      return ruling;
    }
  }

  /// The first that knows decides.
  static final class OfLookUps<T> extends Tally<Optional<T>, LookedUp<T>> {
    private LookedUp<T> ruling = new LookedUp.Answered<>(Optional.empty());

    @Override
    boolean hears(String plugin, Optional<T> answer) {
      ruling = new LookedUp.Answered<>(answer);
      return answer.isPresent();
    }

    @Override
    boolean missed(String plugin) {
      ruling = new LookedUp.Unanswered<>();
      return true;
    }

    @Override
    LookedUp<T> ruling() {
      return ruling;
    }
  }

  /// The first that does not pass decides.
  static final class OfQueueVerdicts<A extends Attempt.Verdict> extends Tally<A, QueueRuling> {
    private QueueRuling ruling = QueueRuling.PASSED;

    @Override
    boolean hears(String plugin, A answer) {
      if (answer instanceof ContentVerdict.Pass) {
        return false;
      }
      ruling = new QueueRuling(answer, plugin);
      return true;
    }

    @Override
    boolean missed(String plugin) {
      ruling = new QueueRuling(Verdict.refuse(noAnswer(plugin)), plugin);
      return true;
    }

    @Override
    QueueRuling ruling() {
      return ruling;
    }
  }

  /// All are heard.
  static final class OfCourses extends Tally<Explain.Course, List<Foretold>> {
    private final List<Foretold> ruling = new ArrayList<>();

    @Override
    boolean hears(String plugin, Explain.Course answer) {
      ruling.add(new Foretold(answer, plugin));
      return false;
    }

    @Override
    boolean missed(String plugin) {
      ruling.add(new Foretold(new Explain.Course(List.of("gave no answer"), List.of()), plugin));
      return false;
    }

    @Override
    List<Foretold> ruling() {
      return List.copyOf(ruling);
    }
  }

  /// The first refusal or discarding decides; changes add up; the first hold holds.
  static final class OfContentVerdicts extends Tally<ContentVerdict, ContentRuling> {
    private @Nullable ContentRuling last;
    private @Nullable List<Change> changes;
    private @Nullable String held;

    @Override
    boolean hears(String plugin, ContentVerdict answer) {
      switch (answer) {
        case ContentVerdict.Pass _ -> {}
        case ContentVerdict.Refuse(Refusal refusal) ->
            last = new ContentRuling.Refused(refusal, plugin);
        case ContentVerdict.Discard(String reason) ->
            last = new ContentRuling.Discarded(reason, plugin);
        case ContentVerdict.Hold(String reason) -> {
          if (held == null) {
            held = plugin + ": " + reason;
          }
        }
        case ContentVerdict.Amend(List<Change> more) -> {
          List<Change> all = changes == null ? new ArrayList<>() : changes;
          all.addAll(more);
          changes = all;
        }
      }
      return last != null;
    }

    @Override
    boolean missed(String plugin) {
      last = new ContentRuling.Refused(noAnswer(plugin), plugin);
      return true;
    }

    @Override
    ContentRuling ruling() {
      if (last != null) {
        return last;
      }
      return changes == null && held == null
          ? ContentRuling.Taken.UNCHANGED
          : new ContentRuling.Taken(changes == null ? List.of() : changes, held);
    }
  }
}
