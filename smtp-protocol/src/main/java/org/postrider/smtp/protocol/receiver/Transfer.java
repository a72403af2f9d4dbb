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

  static Step data(State state) {
    if (state instanceof Chunking(Client client, _)) {
      return new Step.Say(CHUNKS_BEGUN, new Spoilt(client)); // RFC 3030 §2
    }
    if (!(state instanceof Mailing(Client client, Transaction transaction))) {
      return new Step.Say(outOfSequence(state), state);
    }
    if (transaction.body() == Body.BINARY) {
      return new Step.Say(BINARY_BY_BDAT, state); // RFC 3030 §3
    }
    if (transaction.count() == 0) {
      return new Step.Say(NO_RECIPIENTS, state); // RFC 5321 §3.3
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
      case Spoilt _ -> new Step.Discard(bdat.size(), CHUNK_REFUSED, state, true);
      case Mailing(Client client, Transaction transaction) ->
          transaction.count() == 0
              ? discard(bdat, NO_RECIPIENTS, new Spoilt(client)) // RFC 5321 §3.3
              : chunk(client, transaction, bdat);
      case Chunking(Client client, Transaction transaction) -> chunk(client, transaction, bdat);
    };
  }

  static Step discard(Command.Bdat bdat, Reply reply, State next) {
    return new Step.Discard(bdat.size(), reply, next, false);
  }

  private static Step chunk(Client client, Transaction transaction, Command.Bdat bdat) {
    Client later = client.afterMessage();
    return new Step.Chunk(
        client,
        transaction,
        bdat.size(),
        bdat.last(),
        bdat.last() ? new Greeted(later) : new Chunking(client, transaction),
        new Spoilt(later));
  }

  /// What is said to RCPT, DATA or BDAT where something else should come first.
  static Reply outOfSequence(State state) {
    return switch (state) {
      case Fresh _ -> Receiver.EHLO_FIRST;
      case Greeted _, Mailing _ -> MAIL_FIRST;
      case Chunking _ -> CHUNKS_BEGUN;
      case Spoilt _ -> CHUNK_REFUSED;
    };
  }
}
