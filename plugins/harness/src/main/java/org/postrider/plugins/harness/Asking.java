// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;

/// Puts questions as the gateway does, where one plug-in has registered several answers.
final class Asking {
  private Asking() {}

  static <Q> Verdict verdict(List<Answer<Q, Verdict>> answers, Q question) {
    return verdict(answers, question, Verdict.pass());
  }

  /// The first that is not `pass` decides.
  static <Q, A> A verdict(List<Answer<Q, A>> answers, Q question, A pass) {
    for (Answer<Q, A> answer : answers) {
      A verdict = ask(answer, question);
      if (!verdict.equals(pass)) {
        return verdict;
      }
    }
    return pass;
  }

  static <T extends Told> void tell(List<Told.Listener<T>> listeners, T told) {
    for (Told.Listener<T> listener : listeners) {
      try {
        listener.hears(told);
      } catch (Exception e) {
        throw new AssertionError("the plug-in threw when told " + told, e);
      }
    }
  }

  static ContentVerdict content(
      List<Answer<Submitted, ContentVerdict>> answers, Submitted question) {
    List<Change> changes = new ArrayList<>();
    for (Answer<Submitted, ContentVerdict> answer : answers) {
      ContentVerdict verdict = ask(answer, question);
      if (verdict instanceof ContentVerdict.Amend(List<Change> more)) {
        changes.addAll(more);
      } else if (!verdict.equals(Verdict.pass())) {
        return verdict;
      }
    }
    return changes.isEmpty() ? Verdict.pass() : new ContentVerdict.Amend(changes);
  }

  static Relay relay(List<Answer<Recipient, Relay>> answers, Recipient question) {
    Relay relay = Relay.PASS;
    for (Answer<Recipient, Relay> answer : answers) {
      switch (ask(answer, question)) {
        case DENY -> {
          return Relay.DENY;
        }
        case ALLOW -> relay = Relay.ALLOW;
        case PASS -> {}
      }
    }
    return relay;
  }

  static <Q, A> Optional<A> first(List<Answer<Q, Optional<A>>> answers, Q question) {
    for (Answer<Q, Optional<A>> answer : answers) {
      Optional<A> found = ask(answer, question);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static <Q, A> A ask(Answer<Q, A> answer, Q question) {
    A said;
    try {
      said = answer.to(question);
    } catch (Exception e) {
      throw new AssertionError("the plug-in threw when asked " + question, e);
    }
    if (said == null) {
      throw new AssertionError("the plug-in answered null when asked " + question);
    }
    return said;
  }
}
