// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import org.jspecify.annotations.Nullable;

/// What MAIL asked for. Immutable.
///
/// @param returned what is to be given back, or null where nothing was said
/// @param envelopeId by which the sender knows the transaction, in xtext as it was sent; `""` where
///   nothing was said
/// @param priority from -9 to 9, the higher going first; 0 where nothing was said
/// @param release how long the message is to be held, or null where nothing was said
/// @param tls whether it may go without TLS
/// @param deliverBy by when it is to be delivered, or null where nothing was said
/// @rfc 2852 §4
/// @rfc 4865 §3
/// @rfc 6710 §4.1
/// @rfc 3461 §4.3
/// @rfc 3461 §4.4
public record MailParameters(
    @Nullable Returned returned,
    String envelopeId,
    int priority,
    @Nullable FutureRelease release,
    TlsRequired tls,
    @Nullable DeliverBy deliverBy) {
  /// Nothing.
  public static final MailParameters NONE = new MailParameters(null, "", 0);

  /// Characters of the longest envelope id.
  ///
  /// @rfc 3461 §5.4
  public static final int MOST_ENVELOPE_ID = 100;

  /// Of a message that may go at once, at any time and over any session.
  public MailParameters(@Nullable Returned returned, String envelopeId, int priority) {
    this(returned, envelopeId, priority, null, TlsRequired.UNSAID, null);
  }

  /// The same with another priority.
  public MailParameters at(int other) {
    return new MailParameters(returned, envelopeId, other, release, tls, deliverBy);
  }

  /// The same of a message that is to be held.
  public MailParameters held(@Nullable FutureRelease until) {
    return new MailParameters(returned, envelopeId, priority, until, tls, deliverBy);
  }

  /// The same with another word about TLS.
  public MailParameters over(TlsRequired other) {
    return new MailParameters(returned, envelopeId, priority, release, other, deliverBy);
  }

  /// The same of a message that is to be delivered by a time.
  public MailParameters within(@Nullable DeliverBy time) {
    return new MailParameters(returned, envelopeId, priority, release, tls, time);
  }

  /// The value of MT-PRIORITY; null where it is none.
  ///
  /// @rfc 6710 §7
  public static @Nullable Integer parsePriority(String value) {
    return value.matches("-?[1-9]|0") ? Integer.valueOf(value) : null;
  }

  /// Whether this is the value of ENVID: printable ASCII in xtext, and not too long.
  public static boolean isEnvelopeId(String value) {
    return !value.isEmpty() && value.length() <= MOST_ENVELOPE_ID && Xtext.decode(value) != null;
  }

  /// The envelope id as the sender has it; `""` where there is none.
  public String plainEnvelopeId() {
    String plain = Xtext.decode(envelopeId);
    return plain == null ? "" : plain;
  }
}
