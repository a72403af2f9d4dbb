// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.util.List;
import java.util.Set;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.extension.Keyword;

/// What holds for every session of one listener. Immutable.
///
/// @param hostname what the server calls itself
/// @param postmaster to whom mail for the postmaster of this host goes
/// @param startTls whether TLS can be begun by STARTTLS
/// @param mechanisms of AUTH, in upper case; where there is one, a client must use TLS and AUTH
///   before MAIL, and where there is none, AUTH is not offered
/// @param withheld extensions that are neither offered nor taken
/// @param messageSize octets of one message, announced as SIZE
/// @param recipients most for one message
/// @param messages most for one session
/// @rfc 6409 §4.3
public record Rules(
    String hostname,
    Mailbox postmaster,
    boolean startTls,
    List<String> mechanisms,
    Set<Keyword> withheld,
    long messageSize,
    int recipients,
    int messages) {

  /// Copies the list; throws `IllegalArgumentException` for a limit below what must be taken.
  public Rules {
    mechanisms = List.copyOf(mechanisms);
    withheld = Set.copyOf(withheld);
    if (recipients < 100 || messages < 1 || messageSize < 65_536) { // RFC 5321 §4.5.3.1
      throw new IllegalArgumentException("limits below what RFC 5321 asks for");
    }
  }

  /// Whether an extension is offered, as far as that is the listener's to say.
  boolean offers(Keyword keyword) {
    return !withheld.contains(keyword)
        && (keyword != Keyword.BINARY_MIME || !withheld.contains(Keyword.CHUNKING)); // RFC 3030 §3
  }

  /// Whether mail is taken only from clients that have authenticated.
  public boolean needsAuthentication() {
    return !mechanisms.isEmpty();
  }
}
