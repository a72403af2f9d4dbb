// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.receiver.State.Chunking;
import org.postrider.smtp.protocol.receiver.State.Fresh;
import org.postrider.smtp.protocol.receiver.State.Greeted;
import org.postrider.smtp.protocol.receiver.State.Mailing;
import org.postrider.smtp.protocol.receiver.State.Spoilt;
import org.postrider.smtp.protocol.reply.Reply;

/// How content comes: what follows from DATA and from BDAT, of which one message can have one only.
///
/// @rfc 5321 §4.1.1.4
/// @rfc 3030 §2
record Transfer(Rules rules) {
  private static final Reply GO_ON = Reply.of(354, "End data with <CR><LF>.<CR><LF>");
  private static final Reply NO_BDAT = Reply.of(502, "5.5.1", "BDAT is not offered here");
  private static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Send MAIL first");
  private static final Reply CHUNKS_BEGUN =
      Reply.of(503, "5.5.1", "The content has begun by BDAT; go on with it, or send RSET");
  private static final Reply CHUNK_REFUSED =
      Reply.of(503, "5.5.1", "A chunk was refused, and the message with it; send RSET");
  private static final Reply BINARY_BY_BDAT =
      Reply.of(503, "5.5.1", "A BINARYMIME message comes by BDAT, not by DATA");
  private static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
  private static final Reply NO_RECIPIENTS_BY_LMTP =
      Reply.of(503, "5.5.1", "No valid recipients"); // RFC 2033 §4.2

  Step data(State state) {
    if (state instanceof Chunking(Client client, Transaction transaction)) {
      return new Step.Say(CHUNKS_BEGUN, new Spoilt(client, transaction.count())); // RFC 3030 §2
    }
    if (!(state instanceof Mailing(Client client, Transaction transaction))) {
      return new Step.Say(outOfSequence(state), state);
    }
    if (transaction.body() == Body.BINARY) {
      return new Step.Say(BINARY_BY_BDAT, state); // RFC 3030 §3
    }
    if (transaction.count() == 0) {
      return new Step.Say(noRecipients(), state); // RFC 5321 §3.3
    }
    return new Step.Receive(client, transaction, GO_ON, new Greeted(client.afterMessage()));
  }

  /// Whatever becomes of a chunk, its octets are taken from what follows: none is read as a
  /// command.
  Step bdat(State state, Command.Bdat bdat) {
    Client known = Receiver.client(state);
    if (!rules.offers(Keyword.CHUNKING) || (known != null && !known.extended())) {
      return discard(bdat, NO_BDAT, state);
    }
    return switch (state) {
      case Fresh _, Greeted _ -> discard(bdat, outOfSequence(state), state);
      case Spoilt(_, int recipients) ->
          new Step.Discard(bdat.size(), CHUNK_REFUSED, times(bdat, recipients), state, true);
      case Mailing(Client client, Transaction transaction) ->
          transaction.count() == 0
              ? withoutRecipients(client, bdat)
              : chunk(client, transaction, bdat);
      case Chunking(Client client, Transaction transaction) -> chunk(client, transaction, bdat);
    };
  }

  static Step discard(Command.Bdat bdat, Reply reply, State next) {
    return new Step.Discard(bdat.size(), reply, 1, next, false);
  }

  private Step withoutRecipients(Client client, Command.Bdat bdat) { // RFC 5321 §3.3
    State next = new Spoilt(client, 0);
    return new Step.Discard(bdat.size(), noRecipients(), times(bdat, 0), next, false);
  }

  private Reply noRecipients() {
    return rules.lmtp() ? NO_RECIPIENTS_BY_LMTP : NO_RECIPIENTS;
  }

  /// How many replies a chunk has: one, and in LMTP the last has one for each recipient.
  ///
  /// @rfc 2033 §4.3
  private int times(Command.Bdat bdat, int recipients) {
    return rules.lmtp() && bdat.last() ? recipients : 1;
  }

  private static Step chunk(Client client, Transaction transaction, Command.Bdat bdat) {
    Client later = client.afterMessage();
    return new Step.Chunk(
        client,
        transaction,
        bdat.size(),
        bdat.last(),
        bdat.last() ? new Greeted(later) : new Chunking(client, transaction),
        new Spoilt(later, transaction.count()));
  }

  /// What is said to RCPT, DATA or BDAT where something else should come first.
  Reply outOfSequence(State state) {
    return switch (state) {
      case Fresh _ -> rules.greetFirst();
      case Greeted _, Mailing _ -> MAIL_FIRST;
      case Chunking _ -> CHUNKS_BEGUN;
      case Spoilt _ -> CHUNK_REFUSED;
    };
  }
}
