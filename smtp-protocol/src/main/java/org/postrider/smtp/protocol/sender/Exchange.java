// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.State.Emptying;
import org.postrider.smtp.protocol.sender.State.Ended;
import org.postrider.smtp.protocol.sender.State.Offering;
import org.postrider.smtp.protocol.sender.State.Ready;
import org.postrider.smtp.protocol.sender.State.Resetting;
import org.postrider.smtp.protocol.sender.State.Session;
import org.postrider.smtp.protocol.sender.State.Transferring;

/// One transaction of a session, from MAIL to the last reply to its content.
///
/// @rfc 5321 §3.3
/// @rfc 2920 §3.1
/// @rfc 3030 §2
final class Exchange {
  private static final int SERVICE_CLOSING_421 = 421;
  private static final int TOO_MANY_RECIPIENTS_452 = 452;
  private static final int TOO_MANY_RECIPIENTS_552 = 552;

  private Exchange() {}

  static Turn offer(Session session, Transaction transaction, Instant now) {
    Reply incapable = incapable(session.capabilities(), transaction);
    if (incapable == null && !session.terms().lmtp()) {
      incapable = late(session.capabilities(), transaction.asked().deliverBy(), now);
    }
    if (incapable != null) {
      List<Result> all =
          Collections.nCopies(
              transaction.recipients().size(), new Result(Stage.MAIL, incapable, false));
      return new Turn(new Ready(session), new Step.Settled(all, true));
    }
    boolean grouped = session.pipelines();
    StringBuilder lines = new StringBuilder(64 + 48 * transaction.recipients().size());
    mail(lines, session, transaction, now);
    if (grouped) {
      for (Recipient recipient : transaction.recipients()) {
        rcpt(lines, session.capabilities(), transaction, recipient);
      }
      if (!transaction.byBdat()) {
        lines.append("DATA\r\n"); // BDAT comes after all replies to RCPT, RFC 3030 §2
      }
    }
    return new Turn(
        new Offering(session, transaction, grouped, null, List.of()),
        new Step.Send(lines.toString(), Stage.MAIL));
  }

  /// Why the host cannot carry the message at all; null where it can.
  private static @Nullable Reply incapable(Capabilities host, Transaction transaction) {
    if (host.size() > 0 && transaction.size() > host.size()) { // RFC 1870 §6.1
      return Reply.of(
          552,
          "5.3.4",
          "the message has " + transaction.size() + " octets, the host takes " + host.size());
    }
    if (transaction.smtpUtf8() && !host.has(Keyword.SMTP_UTF8)) { // RFC 6531 §3.2
      return Reply.of(553, "5.6.7", "the host does not take internationalized mail");
    }
    boolean takesBinary = host.has(Keyword.BINARY_MIME) && host.has(Keyword.CHUNKING);
    if (transaction.body() == Body.BINARY && !takesBinary) { // RFC 3030 §3
      return Reply.of(
          554,
          "5.6.1",
          "the host does not take binary content (BINARYMIME): encode it, for example by base64");
    }
    if (transaction.body() == Body.EIGHT_BIT && !host.has(Keyword.EIGHT_BIT_MIME)) { // RFC 6152 §3
      return Reply.of(554, "5.6.3", "the host does not take 8-bit content");
    }
    return null;
  }

  /// Why the host must not be asked to relay a message that has to come back in time; null where it
  /// may be.
  ///
  /// @rfc 2852 §4.1.4.1
  private static @Nullable Reply late(Capabilities host, @Nullable DeliverBy by, Instant now) {
    if (by == null || !by.returned()) {
      return null;
    }
    long left = by.left(now);
    if (left < 1) {
      return Reply.of(550, "5.4.7", "delivery time expired");
    }
    if (!host.has(Keyword.DELIVER_BY)) {
      return Reply.of(
          554, "5.3.3", "the host does not promise delivery in time (DELIVERBY), as was asked for");
    }
    return left < host.leastBy()
        ? Reply.of(
            554,
            "5.3.3",
            "the host wants %d seconds for delivery (DELIVERBY), %d are left"
                .formatted(host.leastBy(), left))
        : null;
  }

  private static void mail(
      StringBuilder lines, Session session, Transaction transaction, Instant now) {
    Capabilities host = session.capabilities();
    lines.append("MAIL FROM:").append(transaction.sender());
    if (host.has(Keyword.SIZE)) {
      lines.append(" SIZE=").append(transaction.size());
    }
    if (transaction.body() != Body.SEVEN_BIT) {
      lines.append(" BODY=").append(transaction.body());
    }
    if (transaction.smtpUtf8()) {
      lines.append(" SMTPUTF8");
    }
    if (host.has(Keyword.MT_PRIORITY)) { // RFC 6710 §4.2
      lines.append(" MT-PRIORITY=").append(transaction.asked().priority());
    }
    if (session.terms().identity() != null) { // who sent it to us, we vouch for to nobody
      lines.append(" AUTH=<>"); // RFC 4954 §5
    }
    DeliverBy by = transaction.asked().deliverBy();
    if (by != null && host.has(Keyword.DELIVER_BY)) { // RFC 2852 §4.1.4
      lines.append(" BY=").append(by.value(now));
    }
    if (session.terms().requireTls() && transaction.asked().tls() == TlsRequired.YES) {
      lines.append(" REQUIRETLS"); // RFC 8689 §4.2.1
    }
    if (host.has(Keyword.DSN)) { // RFC 3461 §5.2.1: as it was said to us
      MailParameters asked = transaction.asked();
      if (asked.returned() != null) {
        lines.append(" RET=").append(asked.returned());
      }
      if (!asked.envelopeId().isEmpty()) {
        lines.append(" ENVID=").append(asked.envelopeId());
      }
    }
    lines.append("\r\n");
  }

  private static void rcpt(
      StringBuilder lines, Capabilities host, Transaction transaction, Recipient recipient) {
    lines.append("RCPT TO:<").append(recipient.mailbox()).append('>');
    if (host.has(Keyword.DSN)) {
      Notify notify = notify(host, transaction, recipient);
      if (notify != null) {
        lines.append(" NOTIFY=").append(notify);
      }
      OriginalRecipient original = recipient.parameters().original();
      if (original != null) {
        boolean utf8 = transaction.smtpUtf8(); // RFC 6533 §3
        lines.append(" ORCPT=").append(utf8 ? original.text() : original.asciiText());
      }
    }
    lines.append("\r\n");
  }

  /// When the host is to tell the author, as he has said himself; and of a delay too where he has
  /// said by when, and the host knows nothing of that.
  ///
  /// @rfc 2852 §4.1.4.2
  private static @Nullable Notify notify(
      Capabilities host, Transaction transaction, Recipient recipient) {
    Notify said = recipient.parameters().when();
    DeliverBy by = transaction.asked().deliverBy();
    if (by == null || by.returned() || host.has(Keyword.DELIVER_BY)) {
      return said;
    }
    return said == null ? Notify.USUAL : said.orDelay();
  }

  static Stage awaited(Offering state) {
    if (state.mail() == null) {
      return Stage.MAIL;
    }
    return state.recipients().size() < state.transaction().recipients().size()
        ? Stage.RCPT
        : Stage.DATA;
  }

  static Turn offered(Offering state, Reply reply) {
    if (reply.code() == SERVICE_CLOSING_421) {
      // RFC 5321 §3.8: the host closes; what it has not yet refused is to be tried again.
      return over(whatIsKnown(state, new Result(awaited(state), reply, true)));
    }
    return switch (awaited(state)) {
      case MAIL -> mailAnswered(state, reply);
      case RCPT -> rcptAnswered(state, reply);
      default -> dataAnswered(state, reply);
    };
  }

  private static Turn mailAnswered(Offering state, Reply reply) {
    if (reply.isIntermediate()) {
      return broken(state, reply);
    }
    Offering next =
        new Offering(state.session(), state.transaction(), state.grouped(), reply, List.of());
    if (state.grouped()) {
      return new Turn(next, new Step.Await(Stage.RCPT));
    }
    if (!reply.isPositive()) {
      return new Turn(new Ready(state.session()), new Step.Settled(refusals(next), true));
    }
    return sendRcpt(next);
  }

  private static Turn rcptAnswered(Offering state, Reply reply) {
    if (reply.isIntermediate()) {
      return broken(state, reply);
    }
    List<Reply> replies = new ArrayList<>(state.recipients().size() + 1);
    replies.addAll(state.recipients());
    replies.add(fewer(reply));
    Offering next =
        new Offering(state.session(), state.transaction(), state.grouped(), state.mail(), replies);
    boolean last = replies.size() == state.transaction().recipients().size();
    if (last && state.transaction().byBdat()) {
      return accepted(next) ? transfer(next) : reset(state.session(), refusals(next));
    }
    if (state.grouped()) {
      return new Turn(next, new Step.Await(last ? Stage.DATA : Stage.RCPT));
    }
    if (!last) {
      return sendRcpt(next);
    }
    return accepted(next)
        ? new Turn(next, new Step.Send("DATA\r\n", Stage.DATA))
        : reset(state.session(), refusals(next));
  }

  private static Turn sendRcpt(Offering state) {
    StringBuilder line = new StringBuilder(64);
    Transaction transaction = state.transaction();
    Recipient next = transaction.recipients().get(state.recipients().size());
    rcpt(line, state.session().capabilities(), transaction, next);
    return new Turn(state, new Step.Send(line.toString(), Stage.RCPT));
  }

  /// RFC 5321 §4.5.3.1.10: too many recipients may be said as 552, which here means 452; not where
  /// a status says that it is something else, such as a full mailbox.
  private static Reply fewer(Reply reply) {
    EnhancedStatus status = reply.status();
    boolean tooMany = status == null || (status.subject() == 5 && status.detail() == 3);
    return reply.code() == TOO_MANY_RECIPIENTS_552 && tooMany
        ? new Reply(TOO_MANY_RECIPIENTS_452, null, reply.lines())
        : reply;
  }

  private static Turn dataAnswered(Offering state, Reply reply) {
    if (reply.isPositive()) {
      return broken(state, reply);
    }
    List<Result> refusals = refusals(state);
    if (reply.isIntermediate()) {
      if (!accepted(state)) {
        // RFC 2920 §3.1: it takes content for nobody; end it, empty.
        return new Turn(
            new Emptying(state.session(), refusals), new Step.Send(".\r\n", Stage.CONTENT));
      }
      return transfer(state);
    }
    Result refused = new Result(Stage.DATA, reply, true);
    return reset(state.session(), whatIsKnown(state, refused));
  }

  private static Turn transfer(Offering state) {
    return new Turn(
        new Transferring(state.session(), toCome(state, refusals(state))), new Step.Transfer());
  }

  static Turn transferred(Transferring state, Reply reply) {
    if (reply.isIntermediate()) {
      Result broken = new Result(Stage.CONTENT, Sender.outOfTurn(reply), false);
      return over(whatIsKnown(state.results(), broken));
    }
    Result result = new Result(Stage.CONTENT, reply, true);
    if (reply.code() == SERVICE_CLOSING_421) {
      return over(whatIsKnown(state.results(), result));
    }
    if (!state.session().terms().lmtp()) {
      return new Turn(
          new Ready(state.session()), new Step.Settled(whatIsKnown(state.results(), result), true));
    }
    // RFC 2033 §4.2: one reply for each accepted recipient, in their order.
    List<@Nullable Result> results = new ArrayList<>(state.results());
    results.set(results.indexOf(null), result);
    if (results.contains(null)) {
      return new Turn(
          new Transferring(state.session(), Collections.unmodifiableList(results)),
          new Step.Await(Stage.CONTENT));
    }
    return new Turn(
        new Ready(state.session()), new Step.Settled(whatIsKnown(results, result), true));
  }

  private static boolean accepted(Offering state) {
    Reply mail = state.mail();
    return mail != null
        && mail.isPositive()
        && state.recipients().stream().anyMatch(Reply::isPositive);
  }

  /// What each recipient has been told up to here; where nothing is known, MAIL was refused.
  private static List<Result> refusals(Offering state) {
    Reply mail = state.mail();
    Reply reply = mail == null ? state.recipients().getFirst() : mail;
    return whatIsKnown(state, new Result(Stage.MAIL, reply, true));
  }

  private static List<@Nullable Result> toCome(Offering state, List<Result> refusals) {
    List<@Nullable Result> results = new ArrayList<>(refusals);
    for (int i = 0; i < results.size(); i++) {
      if (state.recipients().get(i).isPositive()) {
        results.set(i, null);
      }
    }
    return Collections.unmodifiableList(results);
  }

  /// The refusals that were spoken, and `otherwise` for the rest.
  static List<Result> whatIsKnown(Offering state, Result otherwise) {
    Reply mail = state.mail();
    boolean begun = mail != null && mail.isPositive();
    List<Result> results = new ArrayList<>(state.transaction().recipients().size());
    for (int i = 0; i < state.transaction().recipients().size(); i++) {
      if (mail != null && !begun) {
        results.add(new Result(Stage.MAIL, mail, true)); // what follows MAIL's refusal is noise
      } else if (i < state.recipients().size() && !state.recipients().get(i).isPositive()) {
        results.add(new Result(Stage.RCPT, state.recipients().get(i), true));
      } else {
        results.add(otherwise);
      }
    }
    return results;
  }

  static List<Result> whatIsKnown(List<@Nullable Result> results, Result otherwise) {
    List<Result> all = new ArrayList<>(results.size());
    for (Result each : results) {
      all.add(each == null ? otherwise : each);
    }
    return all;
  }

  private static Turn broken(Offering state, Reply reply) {
    Result broken = new Result(awaited(state), Sender.outOfTurn(reply), false);
    return over(whatIsKnown(state, broken));
  }

  private static Turn reset(Session session, List<Result> results) {
    return new Turn(new Resetting(session, results), new Step.Send("RSET\r\n", Stage.RSET));
  }

  private static Turn over(List<Result> results) {
    return new Turn(new Ended(), new Step.Settled(results, false));
  }
}
