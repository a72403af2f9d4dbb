// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.receiver.Client;
import org.postrider.smtp.protocol.receiver.Transaction;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.stream.LineCheck;
import org.postrider.smtp.protocol.stream.Sink;
import org.postrider.smtp.protocol.stream.Unstuffer;
import org.postrider.smtp.server.SessionLimits;

/// Content as it comes: whose it is, and what is wrong with it. The same rules hold after DATA and
/// after BDAT, but that the body of a BINARYMIME message need not be lines. For one thread.
///
/// @rfc 5321 §2.3.8
/// @rfc 3030 §3
final class Incoming implements Sink {
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final byte[] NOTHING = {};
  private static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "Header section too large");
  private static final Reply BARE_LINE_END =
      Reply.of(554, "5.6.0", "A line must end with CR LF, and hold neither alone");
  private static final Reply NUL_IN_CONTENT = Reply.of(554, "5.6.0", "NUL is not allowed");
  private static final Reply LOOPING = Reply.of(554, "5.4.6", "Too many hops: a mail loop");

  private final Client client;
  private final Transaction transaction;
  private final HeaderScan scan = new HeaderScan();
  private final @Nullable Unstuffer stuffed;
  private final @Nullable LineCheck lines;
  private final boolean binary;
  private long seen;

  private Incoming(Client client, Transaction transaction, @Nullable Unstuffer stuffed) {
    this.client = client;
    this.transaction = transaction;
    this.stuffed = stuffed;
    lines = stuffed == null ? new LineCheck() : null;
    binary = transaction.body() == Body.BINARY;
  }

  /// What follows DATA, which `stuffed` looks at before.
  static Incoming byData(Client client, Transaction transaction, Unstuffer stuffed) {
    return new Incoming(client, transaction, stuffed);
  }

  /// What comes in chunks.
  static Incoming byBdat(Client client, Transaction transaction) {
    return new Incoming(client, transaction, null);
  }

  Client client() {
    return client;
  }

  Transaction transaction() {
    return transaction;
  }

  HeaderScan scan() {
    return scan;
  }

  /// What the sender asks for, by MAIL or in the header section.
  ///
  /// @rfc 8689 §4.1
  MailParameters asked() {
    MailParameters asked = transaction.asked();
    return asked.tls() == TlsRequired.UNSAID && scan.saysTlsNotRequired()
        ? asked.over(TlsRequired.NO)
        : asked;
  }

  /// What octets the body has, as it was said and as it is.
  Body body() {
    return binary || transaction.body() == Body.EIGHT_BIT
        ? transaction.body()
        : Body.ofLines(scan.eightBitBody());
  }

  @Override
  public void octets(byte[] octets, int from, int length) {
    boolean inHeader = !scan.headerEnded();
    scan.octets(octets, from, length);
    LineCheck check = lines;
    if (check != null) {
      int most = binary ? headerOctets(inHeader, length) : length;
      check.feed(octets, from, from + most);
      seen += length;
    }
  }

  /// How many of the octets that have just come belong to the header section, which is lines even
  /// where the body is not.
  private int headerOctets(boolean inHeader, int length) {
    return inHeader ? Math.clamp(scan.headerSize() - seen, 0, length) : 0;
  }

  /// What is wrong with it; null where nothing is. `whole` where nothing more is to come.
  @Nullable Reply wrong(boolean whole, SessionLimits limits) {
    if (holdsBareLineEnd(whole)) {
      return BARE_LINE_END; // RFC 5321 §2.3.8
    }
    if (stuffed != null ? stuffed.nul() : lines != null && lines.nul()) {
      return NUL_IN_CONTENT; // RFC 5321 §2.3.1 has no NUL but by extension
    }
    if (scan.headerSize() > limits.headerSize()) {
      return HEADER_TOO_LARGE;
    }
    return scan.receivedFields() > limits.hops() ? LOOPING : null; // RFC 5321 §6.3
  }

  private boolean holdsBareLineEnd(boolean whole) {
    if (stuffed != null) {
      return stuffed.bareCr() || stuffed.bareLf();
    }
    LineCheck check = lines;
    return check != null
        && (check.bareCr() || check.bareLf() || (whole && areLines() && check.endsInCr()));
  }

  /// Whether the last octet that came is one of a line.
  private boolean areLines() {
    return !binary || !scan.headerEnded();
  }

  /// What is missing at the end: a line without one gets it, so that what is kept is the same
  /// whichever way it has come. Nothing where the octets are the client's alone to choose.
  byte[] missingEnd() {
    LineCheck check = lines;
    return check != null && areLines() && !check.endsLine() ? CR_LF : NOTHING;
  }
}
