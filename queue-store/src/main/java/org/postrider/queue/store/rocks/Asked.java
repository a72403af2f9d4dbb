// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;

/// What MAIL and RCPT have asked for, among the fields of [Records].
final class Asked {
  /// Flag of a message or an entry: parameters of MAIL, or of RCPT, are among the fields.
  static final int ASKED = 8;

  /// Flag of a message: how long it is to be held is among the parameters of MAIL.
  private static final int RELEASE = 32;

  /// Flag of a message: over what, and by when, it is to go is among them.
  private static final int DEMANDS = 64;

  /// Flags of an octet that tells over what, in the bits below these, and by when.
  private static final int BY = 4;

  private static final int BY_RETURNED = 8;
  private static final int BY_TRACED = 16;

  /// Bits of an octet that tell what is returned, below those of the priority.
  private static final int RETURNED_BITS = 2;

  private Asked() {}

  /// The flags of a message with these.
  static int flags(MailParameters asked) {
    return (asked.equals(MailParameters.NONE) ? 0 : ASKED)
        | (asked.release() == null ? 0 : RELEASE)
        | (demands(asked) == 0 ? 0 : DEMANDS);
  }

  static void write(Fields out, MailParameters asked) {
    Returned returned = asked.returned();
    out.octet(
        (returned == null ? 0 : returned == Returned.FULL ? 1 : 2)
            | asked.priority() << RETURNED_BITS);
    out.text(asked.envelopeId());
    FutureRelease release = asked.release();
    if (release != null) {
      out.instant(release.at());
      out.text(release.request());
    }
    DeliverBy by = asked.deliverBy();
    if (demands(asked) != 0) {
      out.octet(demands(asked));
      if (by != null) {
        out.instant(by.at());
      }
    }
  }

  private static int demands(MailParameters asked) {
    DeliverBy by = asked.deliverBy();
    int tls =
        switch (asked.tls()) {
          case UNSAID -> 0;
          case YES -> 1;
          case NO -> 2;
        };
    return tls
        | (by == null ? 0 : BY)
        | (by != null && by.returned() ? BY_RETURNED : 0)
        | (by != null && by.traced() ? BY_TRACED : 0);
  }

  /// Those of a message with these flags.
  static MailParameters read(Fields in, int flags) throws DamagedException {
    if ((flags & ASKED) == 0) {
      return MailParameters.NONE;
    }
    byte packed = (byte) in.octet();
    int returned = packed & (1 << RETURNED_BITS) - 1;
    MailParameters asked =
        new MailParameters(
            returned == 0 ? null : returned == 1 ? Returned.FULL : Returned.HDRS,
            in.text(),
            packed >> RETURNED_BITS);
    if ((flags & RELEASE) != 0) {
      asked = asked.held(new FutureRelease(in.instant(), in.text()));
    }
    return (flags & DEMANDS) == 0 ? asked : readDemands(in, asked);
  }

  private static MailParameters readDemands(Fields in, MailParameters asked)
      throws DamagedException {
    int demands = in.octet();
    TlsRequired tls =
        switch (demands & BY - 1) {
          case 0 -> TlsRequired.UNSAID;
          case 1 -> TlsRequired.YES;
          case 2 -> TlsRequired.NO;
          default -> throw new DamagedException("no demand of TLS: " + demands);
        };
    return (demands & BY) == 0
        ? asked.over(tls)
        : asked
            .over(tls)
            .within(
                new DeliverBy(
                    in.instant(), (demands & BY_RETURNED) != 0, (demands & BY_TRACED) != 0));
  }

  static void write(Fields out, RcptParameters parameters) {
    Notify notify = parameters.when();
    OriginalRecipient original = parameters.original();
    out.octet(
        notify == null
            ? 0
            : 1
                | (notify.success() ? 2 : 0)
                | (notify.failure() ? 4 : 0)
                | (notify.delay() ? 8 : 0));
    out.text(original == null ? "" : original.text());
  }

  static RcptParameters readParameters(Fields in) throws DamagedException {
    int notify = in.octet();
    String original = in.text();
    return new RcptParameters(
        notify == 0 ? null : new Notify((notify & 2) != 0, (notify & 4) != 0, (notify & 8) != 0),
        original.isEmpty() ? null : new OriginalRecipient(original));
  }
}
