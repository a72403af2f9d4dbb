// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.envelope.Recipient;

/// What became of an entry, stored in one step. `outcomes` are in the order of the entry's
/// recipients. Delivered and failed recipients leave; deferred ones stay in the entry, due at the
/// earliest of their times, with one attempt more; held ones stay held, in an entry of their own
/// where others are deferred. The message goes with its last entry.
///
/// @param entry as it was when the attempt began
/// @param epoch the [Part]'s epoch at that time
/// @param outcomes one for each recipient
/// @param warned whether the author has now been told of the delay
/// @param notice a message that takes the place of what failed, or null
public record Settlement(
    Entry entry, long epoch, List<Outcome> outcomes, boolean warned, @Nullable Notice notice) {
  /// Copies the list; throws `IllegalArgumentException` unless there is one outcome a recipient.
  public Settlement {
    outcomes = List.copyOf(outcomes);
    if (outcomes.size() != entry.recipients().size()) {
      throw new IllegalArgumentException("one outcome for each recipient of " + entry.name());
    }
  }

  /// What is left of the entry as it is stored now, which may be other than [#entry] was: an
  /// operator may have held it meanwhile (then it stays held), and of the past some recipients may
  /// be done. Null where this settlement was made for something that is not there any more. Every
  /// store applies this rule and no other.
  ///
  /// @param stored the entry of that name
  /// @param fenced whether the epoch is over, so that only what was delivered counts
  /// @param free a number that no entry of the message has
  public @Nullable List<Entry> left(Entry stored, boolean fenced, int free) {
    List<Outcome> current = outcomesOf(stored);
    if (current == null || stored.attempts() != entry.attempts()) {
      return null;
    }
    if (fenced) {
      List<Recipient> waiting = new ArrayList<>();
      for (int i = 0; i < current.size(); i++) {
        if (!(current.get(i) instanceof Outcome.Delivered)) {
          waiting.add(stored.recipients().get(i));
        }
      }
      return waiting.isEmpty()
          ? List.of()
          : List.of(with(stored, stored.number(), waiting, stored.attempts(), stored.reason()));
    }
    return left(stored, current, free);
  }

  private List<Entry> left(Entry stored, List<Outcome> current, int free) {
    List<Recipient> deferred = new ArrayList<>();
    List<Recipient> held = new ArrayList<>();
    Outcome.@Nullable Deferred earliest = null;
    String heldFor = "";
    for (int i = 0; i < current.size(); i++) {
      Recipient recipient = stored.recipients().get(i);
      switch (current.get(i)) {
        case Outcome.Delivered _, Outcome.Failed _ -> {}
        case Outcome.Deferred later -> {
          deferred.add(recipient);
          if (earliest == null || later.until().isBefore(earliest.until())) {
            earliest = later;
          }
        }
        case Outcome.Held(String reason) -> {
          held.add(recipient);
          heldFor = reason;
        }
      }
    }
    List<Entry> left = new ArrayList<>(2);
    int attempts = stored.attempts() + 1;
    if (earliest != null) {
      boolean byOperator = stored.state() == Entry.State.HELD;
      String reason = byOperator ? stored.reason() : earliest.reason();
      Entry rest = with(stored, stored.number(), deferred, attempts, reason);
      left.add(byOperator ? rest : rest.at(earliest.until()));
    }
    if (!held.isEmpty()) {
      int number = left.isEmpty() ? stored.number() : free;
      left.add(with(stored, number, held, attempts, heldFor).held(heldFor));
    }
    return left;
  }

  /// The outcomes of the recipients that the stored entry still has; null where it has others.
  /// Settlements only ever take recipients out, so their order is that of the attempt.
  private @Nullable List<Outcome> outcomesOf(Entry stored) {
    List<Outcome> current = new ArrayList<>(stored.recipients().size());
    int at = 0;
    for (Recipient recipient : stored.recipients()) {
      while (at < outcomes.size() && !entry.recipients().get(at).equals(recipient)) {
        at++;
      }
      if (at == outcomes.size()) {
        return null;
      }
      current.add(outcomes.get(at++));
    }
    return current;
  }

  private Entry with(
      Entry stored, int number, List<Recipient> recipients, int attempts, String reason) {
    return new Entry(
        stored.message(),
        number,
        stored.destination(),
        stored.lane(),
        recipients,
        stored.state(),
        stored.due(),
        attempts,
        reason,
        stored.warned() || warned);
  }

  /// A notification on its way into the spool: its content is in `intake`, which is committed in
  /// the same step, or abandoned where the settlement is refused.
  public record Notice(Intake intake, Envelope envelope, List<Entry> entries) {
    /// Copies the list.
    public Notice {
      entries = List.copyOf(entries);
    }
  }

  /// What the store says to a settlement.
  public enum Answer {
    /// Recorded durably.
    RECORDED,
    /// The entry is not there any more (an operator removed it, or it was settled before); what was
    /// delivered stays delivered, and nothing else was changed.
    GONE,
    /// The epoch is over: delivered outcomes were recorded, others were not, and a notice was not
    /// taken.
    FENCED
  }
}
