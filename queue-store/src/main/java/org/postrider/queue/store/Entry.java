// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import java.util.List;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// The recipients of one message that share a destination and a schedule. Immutable; a settlement
/// replaces it.
///
/// @param message whose content goes there
/// @param number tells the entries of one message apart, from 0
/// @param destination the key of the recipients' domain, which has queues of its own
/// @param lane which of its queues it stands in; it stays there
/// @param recipients at least one, at most [#MOST_RECIPIENTS]
/// @param state whether it waits for its time or for an operator
/// @param due when it may be tried next, on the store's clock
/// @param attempts how often it was tried
/// @param reason how the last attempt ended, or why it is held, for people; `""` at first
/// @param warned whether the author was told of the delay
public record Entry(
    MessageId message,
    int number,
    String destination,
    Lane lane,
    List<Recipient> recipients,
    State state,
    Instant due,
    int attempts,
    String reason,
    boolean warned) {
  /// More recipients of one destination make a second entry.
  public static final int MOST_RECIPIENTS = 100;

  /// Copies the list.
  public Entry {
    recipients = List.copyOf(recipients);
    if (number < 0 || attempts < 0) {
      throw new IllegalArgumentException("an entry's number and attempts are not negative");
    }
    if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
      throw new IllegalArgumentException("an entry has 1 to 100 recipients: " + recipients.size());
    }
  }

  /// One in the usual lane.
  public Entry(
      MessageId message,
      int number,
      String destination,
      List<Recipient> recipients,
      State state,
      Instant due,
      int attempts,
      String reason,
      boolean warned) {
    this(
        message, number, destination, Lane.USUAL, recipients, state, due, attempts, reason, warned);
  }

  /// What an entry waits for.
  public enum State {
    /// Its time.
    QUEUED,
    /// An operator.
    HELD
  }

  /// How the queue names it.
  public EntryName name() {
    return new EntryName(message, number);
  }

  /// The name of the queue that it stands in.
  public String queue() {
    return lane.queue(destination);
  }

  /// The same with some of its recipients.
  public Entry of(List<Recipient> some) {
    return new Entry(
        message, number, destination, lane, some, state, due, attempts, reason, warned);
  }

  /// The same, to be tried at another time.
  public Entry at(Instant when) {
    return new Entry(
        message,
        number,
        destination,
        lane,
        recipients,
        State.QUEUED,
        when,
        attempts,
        reason,
        warned);
  }

  /// The same, waiting for an operator.
  public Entry held(String why) {
    return new Entry(
        message, number, destination, lane, recipients, State.HELD, due, attempts, why, warned);
  }
}
