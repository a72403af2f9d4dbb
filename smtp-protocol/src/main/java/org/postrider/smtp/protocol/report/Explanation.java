// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

/// The part of a report that people read: what happened, to whom, and what they can do.
record Explanation(Report report) {

  void write(StringBuilder text) {
    Report.line(text, "This is the mail system at " + report.hostname() + ".");
    if (report.has(Action.FAILED)) {
      Report.line(text, "");
      Report.line(
          text,
          report.original().senderless()
              ? "A message without a sender, such as a notification, could not be delivered to:"
              : "Your message could not be delivered to:");
      list(text, Action.FAILED);
      Report.line(text, "It will not be tried again.");
    }
    if (report.has(Action.DELAYED)) {
      Report.line(text, "");
      Report.line(text, "Your message has not been delivered yet to:");
      list(text, Action.DELAYED);
      Report.line(text, "It is tried again by itself: you need not send it again.");
    }
    if (report.has(Action.DELIVERED)) {
      Report.line(text, "");
      Report.line(text, "As you have asked to be told: your message is in the mailbox of");
      list(text, Action.DELIVERED);
    }
    if (report.has(Action.RELAYED)) {
      Report.line(text, "");
      Report.line(text, "As you have asked to be told: your message was handed on for");
      list(text, Action.RELAYED);
      Report.line(text, "The mail system there may not tell you what becomes of it.");
    }
    Report.line(text, "");
    Report.line(text, "Here the message is called " + report.original().name() + ".");
    Report.line(text, "Please give this name if you ask for help.");
  }

  private void list(StringBuilder text, Action action) {
    for (Fate fate : report.fates()) {
      if (fate.action() != action) {
        continue;
      }
      Report.line(text, "");
      Report.line(text, "  <" + fate.recipient() + ">");
      FailureClass failure = fate.failure();
      if (failure != null) {
        Report.fold(text, "    " + what(failure, fate.host().isEmpty()));
        if (action == Action.FAILED && !report.original().senderless()) {
          Report.fold(text, "    " + advice(failure));
        }
      }
      Report.fold(
          text,
          "    "
              + (fate.host().isEmpty()
                  ? "Details: "
                  : "The host " + Report.clean(fate.host()) + " said: ")
              + Report.diagnostic(fate.reply()));
      if (action == Action.FAILED && fate.reply().isTransient()) {
        Report.line(text, "    It was tried for as long as we do, and is given up now.");
      }
      if (fate.until() != null) {
        Report.line(text, "    It will be tried until " + Report.date(fate.until()) + ".");
      }
    }
    Report.line(text, "");
  }

  /// What has happened, for people.
  private static String what(FailureClass failure, boolean ours) {
    return switch (failure) {
      case BAD_MAILBOX -> "There is no such mailbox.";
      case BAD_DOMAIN -> "There is no such mail domain, or it takes no mail.";
      case MAILBOX_OFF -> "The mailbox is not in use any more.";
      case MAILBOX_FULL -> "The mailbox is full.";
      case BAD_SENDER -> "The other side does not take mail from your address.";
      case SENDER_UNPROVED -> "The other side cannot make sure that the message is yours.";
      case SPAM -> "The other side takes the message for junk, or for something harmful.";
      case BLOCK_LIST -> "The other side takes no mail from the host that sends yours.";
      case POLICY -> "The other side does not let the message in.";
      case THROTTLED -> "The other side takes no more mail for now.";
      case TOO_BIG -> "The message is too big for the other side.";
      case CONTENT -> "The other side cannot take a message of this kind.";
      case DNS -> "It cannot be found out where mail for this domain goes.";
      case NETWORK -> "The mail system of the other side does not answer.";
      case TLS -> "There is no secure connection to the other side.";
      case ROUTING -> "Mail for this address goes in a circle, or to the wrong host.";
      case PROTOCOL -> "The mail systems of the two sides do not understand each other.";
      case SYSTEM ->
          ours
              ? "This mail system has a problem."
              : "The mail system of the other side has a problem.";
      case EXPIRED -> "A mail system further on has tried for too long.";
      case OTHER -> "The other side did not take the message.";
    };
  }

  /// What an author can do.
  private static String advice(FailureClass failure) {
    return switch (failure) {
      case BAD_MAILBOX -> "Please check the address for mistakes, or ask for the right one.";
      case BAD_DOMAIN -> "Please check what stands behind the @.";
      case MAILBOX_OFF -> "Please ask in another way for the address that is in use now.";
      case MAILBOX_FULL -> "Please tell its owner in another way, or try again in some days.";
      case BAD_SENDER -> "Please check the address that your mail program sends as.";
      case SENDER_UNPROVED, BLOCK_LIST ->
          "You cannot mend that alone: please show this to those who run your mail.";
      case SPAM -> "If it is neither, please write in other words, without links and attachments.";
      case POLICY -> "Please ask the recipient in another way what is let in.";
      case TOO_BIG -> "Please send less, or a link to where it can be fetched.";
      case CONTENT -> "Please try plain text without attachments.";
      case ROUTING, DNS, TLS, PROTOCOL ->
          "Those who run the mail of the other side have to mend that.";
      case THROTTLED, NETWORK, SYSTEM, EXPIRED -> "You can try again later.";
      case OTHER -> "What it said may help you, or those who run your mail.";
    };
  }
}
