// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.Reply;

/// What MAIL and RCPT may say beside the address: what is taken under the [Rules], and what it
/// means.
///
/// @rfc 5321 §4.1.1.11
record Parameters(Rules rules) {
  private static final String BY = "BY";
  private static final String REQUIRE_TLS = "REQUIRETLS";
  private static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message exceeds the size limit");
  private static final Reply BAD_SIZE = Reply.of(501, "5.5.4", "SIZE takes a number of octets");
  private static final Reply BAD_BODY =
      Reply.of(501, "5.5.4", "BODY takes 7BIT, 8BITMIME or BINARYMIME");
  private static final Reply BAD_SMTPUTF8 = Reply.of(501, "5.5.4", "SMTPUTF8 takes no value");
  private static final Reply BAD_RET = Reply.of(501, "5.5.4", "RET takes FULL or HDRS");
  private static final Reply BAD_ENVID =
      Reply.of(501, "5.5.4", "ENVID takes up to 100 characters of xtext");
  private static final Reply BAD_PRIORITY =
      Reply.of(501, "5.5.2", "MT-PRIORITY takes a number from -9 to 9"); // RFC 6710 §4.1
  private static final Reply BAD_HOLD =
      Reply.of(501, "5.5.4", "Not a time that messages are held for here"); // RFC 4865 §4.2
  private static final Reply BAD_BY = // RFC 2852 §4
      Reply.of(501, "5.5.4", "BY takes seconds, more than 0 before R, then ;N or ;R, or with T");
  private static final Reply BAD_REQUIRE_TLS = Reply.of(501, "5.5.4", "REQUIRETLS takes no value");
  private static final Reply BAD_NOTIFY =
      Reply.of(501, "5.5.4", "NOTIFY takes NEVER, or a list of SUCCESS, FAILURE and DELAY");
  private static final Reply BAD_ORCPT =
      Reply.of(501, "5.5.4", "ORCPT takes a type, a semicolon and an address in xtext");
  private static final Reply BAD_PARAMETER = Reply.of(555, "5.5.4", "Parameter not recognised");

  /// Says of one parameter what is wrong with it.
  @FunctionalInterface
  private interface Check {
    @Nullable Reply wrong(String keyword, String value);
  }

  /// What is wrong with those of MAIL; null where nothing is.
  @Nullable Reply wrong(Client client, Command.Mail mail) {
    Reply wrong = wrong(client, mail.parameters(), this::wrongOfMail);
    Holding holding = rules.holding();
    if (wrong != null || holding == null) {
      return wrong;
    }
    return holding.allows(mail.parameters(), rules.clock().instant()) ? null : BAD_HOLD;
  }

  /// What is wrong with those of RCPT; null where nothing is.
  @Nullable Reply wrong(Client client, Transaction transaction, Command.Rcpt rcpt) {
    return wrong(
        client,
        rcpt.parameters(),
        (keyword, value) -> wrongOfRcpt(keyword, value, transaction.smtpUtf8()));
  }

  /// The transaction that MAIL begins, whose parameters are right.
  Transaction transaction(Command.Mail mail) {
    Map<String, String> said = mail.parameters();
    if (said.isEmpty()) {
      return new Transaction(
          mail.path(), 0, Body.SEVEN_BIT, false, MailParameters.NONE, said, null);
    }
    String returned = said.get("RET");
    String by = said.get(BY);
    Instant now = rules.clock().instant();
    Body body = Body.parse(said.getOrDefault("BODY", ""));
    return new Transaction(
        mail.path(),
        size(said.getOrDefault("SIZE", "0")),
        body == null ? Body.SEVEN_BIT : body,
        said.containsKey("SMTPUTF8"),
        new MailParameters(
            returned == null ? null : Returned.parse(returned),
            said.getOrDefault("ENVID", ""),
            Math.min(priority(mail), rules.priority()),
            Holding.release(said, now),
            said.containsKey(REQUIRE_TLS) ? TlsRequired.YES : TlsRequired.UNSAID,
            by == null ? null : DeliverBy.parse(by, now)),
        said,
        null);
  }

  /// What MAIL asks for, whose parameters are right.
  static int priority(Command.Mail mail) {
    Integer priority =
        MailParameters.parsePriority(mail.parameters().getOrDefault("MT-PRIORITY", "0"));
    return priority == null ? 0 : priority;
  }

  /// What RCPT asks for, whose parameters are right.
  static RcptParameters asked(Command.Rcpt rcpt) {
    if (rcpt.parameters().isEmpty()) {
      return RcptParameters.NONE;
    }
    String notify = rcpt.parameters().get("NOTIFY");
    String original = rcpt.parameters().get("ORCPT");
    return new RcptParameters(
        notify == null ? null : Notify.parse(notify),
        original == null ? null : OriginalRecipient.parse(original));
  }

  private @Nullable Reply wrong(Client client, Map<String, String> said, Check check) {
    if (!said.isEmpty() && !client.extended()) {
      return BAD_PARAMETER; // RFC 5321 §4.1.1.11: only after EHLO
    }
    for (Map.Entry<String, String> parameter : said.entrySet()) {
      Reply wrong =
          isOffered(parameter.getKey(), client)
              ? check.wrong(parameter.getKey(), parameter.getValue())
              : BAD_PARAMETER;
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /// Whether an extension is offered that has brought a parameter. That of AUTH has rules of its
  /// own, and one that nobody has brought is not refused here.
  private boolean isOffered(String parameter, Client client) {
    return switch (parameter) {
      case "SIZE" -> rules.offers(Keyword.SIZE);
      case "BODY" -> rules.offers(Keyword.EIGHT_BIT_MIME) || rules.offers(Keyword.BINARY_MIME);
      case "SMTPUTF8" -> rules.offers(Keyword.SMTP_UTF8);
      case "MT-PRIORITY" -> rules.offers(Keyword.MT_PRIORITY);
      case Holding.FOR, Holding.UNTIL -> rules.offers(Keyword.FUTURE_RELEASE);
      case BY -> rules.offers(Keyword.DELIVER_BY);
      case REQUIRE_TLS -> client.secured() && rules.offers(Keyword.REQUIRE_TLS); // RFC 8689 §2
      case "RET", "ENVID", "NOTIFY", "ORCPT" -> rules.offers(Keyword.DSN);
      default -> true;
    };
  }

  private boolean isBody(String value) {
    return switch (Body.parse(value)) {
      case null -> false;
      case SEVEN_BIT -> true;
      case EIGHT_BIT -> rules.offers(Keyword.EIGHT_BIT_MIME); // RFC 6152 §2
      case BINARY -> rules.offers(Keyword.BINARY_MIME); // RFC 3030 §3
    };
  }

  private @Nullable Reply wrongOfMail(String keyword, String value) {
    return switch (keyword) {
      case "SIZE" -> wrongSize(value);
      case "BODY" -> isBody(value) ? null : BAD_BODY;
      case "SMTPUTF8" -> value.isEmpty() ? null : BAD_SMTPUTF8;
      case "RET" -> Returned.parse(value) == null ? BAD_RET : null; // RFC 3461 §5.1
      case "MT-PRIORITY" -> MailParameters.parsePriority(value) == null ? BAD_PRIORITY : null;
      case Holding.FOR, Holding.UNTIL -> null; // looked at together
      case BY -> DeliverBy.parse(value, rules.clock().instant()) == null ? BAD_BY : null;
      case REQUIRE_TLS -> value.isEmpty() ? null : BAD_REQUIRE_TLS;
      case "ENVID" -> MailParameters.isEnvelopeId(value) ? null : BAD_ENVID;
      // RFC 4954 §5: to be understood wherever AUTH is offered. Who the message is said to come
      // from is not believed: it goes on as if `<>` had been said.
      case "AUTH" -> rules.needsAuthentication() && !value.isEmpty() ? null : BAD_PARAMETER;
      default -> BAD_PARAMETER;
    };
  }

  private static @Nullable Reply wrongOfRcpt(String keyword, String value, boolean smtpUtf8) {
    return switch (keyword) {
      case "NOTIFY" -> Notify.parse(value) == null ? BAD_NOTIFY : null; // RFC 3461 §5.1
      case "ORCPT" -> isOriginal(value, smtpUtf8) ? null : BAD_ORCPT;
      default -> BAD_PARAMETER;
    };
  }

  private static boolean isOriginal(String value, boolean smtpUtf8) {
    OriginalRecipient original = OriginalRecipient.parse(value);
    return original != null && (smtpUtf8 || original.isAscii()); // RFC 6533 §3
  }

  private @Nullable Reply wrongSize(String value) {
    long size = size(value);
    if (size < 0) {
      return BAD_SIZE;
    }
    return size > rules.messageSize() ? TOO_LARGE : null; // RFC 1870 §6.1
  }

  /// RFC 1870 §4: up to 20 digits. What no `long` holds is larger than any limit; -1 is no size.
  private static long size(String value) {
    if (value.isEmpty() || value.length() > 20) {
      return -1;
    }
    long size = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
    }
    return size;
  }
}
