// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.Reply;

/// What holds for every session of one listener. Immutable.
///
/// @param hostname what the server calls itself
/// @param postmaster to whom mail for the postmaster of this host goes
/// @param startTls whether TLS can be begun by STARTTLS
/// @param mechanisms of AUTH, in upper case; where there is one, a client must use TLS and AUTH
///   before MAIL, and where there is none, AUTH is not offered
/// @param withheld extensions that are neither offered nor taken
/// @param granted which of XCLIENT and XFORWARD are offered and taken
/// @param lmtp whether LMTP is spoken instead of SMTP
/// @param messageSize octets of one message, announced as SIZE
/// @param priority the highest that a message can have, from 0 to 9; 0 where clients do not
///   authenticate
/// @param holding of messages for a time; null where that is not offered
/// @param recipients most for one message
/// @param messages most for one session
/// @param clock by which messages are held, and are to be delivered
/// @rfc 6409 §4.3
public record Rules(
    String hostname,
    Mailbox postmaster,
    boolean startTls,
    List<String> mechanisms,
    Set<Keyword> withheld,
    Set<Keyword> granted,
    boolean lmtp,
    long messageSize,
    int priority,
    @Nullable Holding holding,
    int recipients,
    int messages,
    InstantSource clock) {
  private static final Reply EHLO_FIRST = Reply.of(503, "5.5.1", "Send EHLO first");
  private static final Reply LHLO_FIRST = Reply.of(503, "5.5.1", "Send LHLO first");

  /// Copies the list; throws `IllegalArgumentException` for a limit below what must be taken.
  public Rules {
    mechanisms = List.copyOf(mechanisms);
    withheld = Set.copyOf(withheld);
    granted = Set.copyOf(granted);
    if (recipients < 100 || messages < 1 || messageSize < 65_536) { // RFC 5321 §4.5.3.1
      throw new IllegalArgumentException("limits below what RFC 5321 asks for");
    }
    if (priority < 0 || priority > 9 || (priority > 0 && mechanisms.isEmpty())) { // RFC 6710 §4.1
      throw new IllegalArgumentException("a priority that nobody is entitled to: " + priority);
    }
    if (holding != null && mechanisms.isEmpty()) { // RFC 4865 §4.2
      throw new IllegalArgumentException("only messages that are submitted are held");
    }
  }

  /// Whether an extension is offered, as far as that is the listener's to say.
  boolean offers(Keyword keyword) {
    return switch (keyword) {
      case FUTURE_RELEASE -> holding != null && !withheld.contains(keyword);
      case XCLIENT, XFORWARD -> granted.contains(keyword);
      case BINARY_MIME -> // RFC 3030 §3
          !withheld.contains(keyword) && !withheld.contains(Keyword.CHUNKING);
      default -> !withheld.contains(keyword);
    };
  }

  /// What is said to what may come after a greeting only.
  Reply greetFirst() {
    return lmtp ? LHLO_FIRST : EHLO_FIRST;
  }

  /// Whether mail is taken only from clients that have authenticated.
  public boolean needsAuthentication() {
    return !mechanisms.isEmpty();
  }
}
