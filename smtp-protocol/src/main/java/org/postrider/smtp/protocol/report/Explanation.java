// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;

/// The part of a report that people read: what happened, to whom, and what they can do.
record Explanation(Report report) {

  void write(StringBuilder text) {
    Report.line(text, "This is the mail system at " + report.hostname() + ".");
    if (report.has(Action.FAILED)) {
      Report.line(text, "");
      Report.line(text, "Your message could not be delivered to:");
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
      if (action.statusClass() != 2) {
        Report.fold(text, "    " + meaning(fate.reply(), fate.host().isEmpty()));
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

  /// RFC 3463 §3, for people.
  private static String meaning(Reply reply, boolean ours) {
    EnhancedStatus status = reply.status();
    int subject = status == null ? 0 : status.subject();
    int detail = status == null ? 0 : status.detail();
    return switch (subject) {
      case 1 ->
          switch (detail) {
            case 1, 6 -> "There is no such mailbox. Please check the address.";
            case 2 -> "There is no such mail domain. Please check the part behind the @.";
            case 10 -> "That domain takes no mail at all.";
            default -> "The address was not accepted. Please check it.";
          };
      case 2 ->
          detail == 2
              ? "The mailbox is full."
              : detail == 1
                  ? "The mailbox is switched off."
                  : "The mailbox cannot take your message.";
      case 3 ->
          detail == 4
              ? "The message is too big for the other side."
              : ours
                  ? "This mail system could not deliver it."
                  : "The mail system of the other side has a problem.";
      case 4 ->
          detail == 6
              ? "Mail for this domain goes in a circle. Its owner has to mend that."
              : "The mail system of the other side could not be reached.";
      case 6 -> "The other side cannot take a message of this kind.";
      case 7 -> "The other side does not let your message in.";
      default -> "The other side did not take your message.";
    };
  }
}
