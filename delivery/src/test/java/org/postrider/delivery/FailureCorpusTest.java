// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;
import org.postrider.testkit.Outside;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Bounces of many mail systems, of which somebody else has said what they mean.
class FailureCorpusTest {
  private static final double WANTED = 0.85;

  /// Their reasons in our words. Theirs is `expired` too where a host did not answer until the time
  /// was up, and `networkerror` where mail went in a circle.
  private static final Map<String, Set<FailureClass>> REASONS =
      Map.ofEntries(
          Map.entry("userunknown", Set.of(FailureClass.BAD_MAILBOX)),
          Map.entry("mailboxfull", Set.of(FailureClass.MAILBOX_FULL)),
          Map.entry("suspend", Set.of(FailureClass.MAILBOX_OFF)),
          Map.entry("hasmoved", Set.of(FailureClass.MAILBOX_OFF)),
          Map.entry("expired", Set.of(FailureClass.EXPIRED, FailureClass.NETWORK)),
          Map.entry("rejected", Set.of(FailureClass.BAD_SENDER)),
          Map.entry("spamdetected", Set.of(FailureClass.SPAM)),
          Map.entry("authfailure", Set.of(FailureClass.SENDER_UNPROVED)),
          Map.entry("requireptr", Set.of(FailureClass.SENDER_UNPROVED)),
          Map.entry("policyviolation", Set.of(FailureClass.POLICY)),
          Map.entry("filtered", Set.of(FailureClass.POLICY)),
          Map.entry("hostunknown", Set.of(FailureClass.BAD_DOMAIN)),
          Map.entry("networkerror", Set.of(FailureClass.NETWORK, FailureClass.ROUTING)),
          Map.entry("blocked", Set.of(FailureClass.BLOCK_LIST)),
          Map.entry("mesgtoobig", Set.of(FailureClass.TOO_BIG)),
          Map.entry("mailererror", Set.of(FailureClass.SYSTEM)),
          Map.entry("toomanyconn", Set.of(FailureClass.THROTTLED)));

  /// No failures of delivery: complaints, and one who is on holiday.
  private static final Set<String> NO_FAILURES = Set.of("feedback", "vacation");

  private static final Pattern STATUS = field("Status", "([245]\\.\\d+\\.\\d+)");
  private static final Pattern DIAGNOSTIC = field("Diagnostic-Code", "[^;\n]*;?(.*)");

  /// Where the copy of the message begins.
  private static final Pattern COPY =
      Pattern.compile(
          "(?im)^[-| ]*(?:this is a copy|original message|below (?:this line )?is a copy"
              + "|message headers follow|message text follows|unsent message|received: )");

  /// What a host has said, somewhere in a text for people.
  private static final Pattern SAID =
      Pattern.compile("(?m)(?:^|[ :(<])[45]\\d\\d[- :]+[^\n]*(?:\n(?!\n)[^\n]*)?");

  private static final Pattern REPLY =
      Pattern.compile("(?s)\\D*?\\b([45]\\d\\d)\\b[- ]?([45]\\.\\d{1,3}\\.\\d{1,3})?(.*)");

  private static Pattern field(String name, String value) {
    return Pattern.compile("(?im)^" + name + ":\\s*" + value);
  }

  @Test
  void mostBouncesAreUnderstood() throws IOException {
    JsonNode all =
        new ObjectMapper().readTree(Outside.corpus("dsn/sisimai-sample/expected.json").toFile());
    List<String> others = new ArrayList<>();
    int run = 0;
    for (JsonNode one : all) {
      String file = one.get("file").asString();
      List<Reply> replies =
          replies(
              Files.readString(
                  Outside.corpus("dsn/sisimai-sample/" + file), StandardCharsets.ISO_8859_1));
      for (int i = 0; i < one.get("v").size(); i++) {
        String reason = one.get("v").get(i).get("reason").asString();
        if (NO_FAILURES.contains(reason)) {
          continue;
        }
        run++;
        Reply reply = replies.get(Math.min(i, replies.size() - 1));
        FailureClass found = FailureRules.BUNDLED.of(reply);
        if (!REASONS.get(reason).contains(found)) {
          others.add(file + ": " + reason + ", not " + found.word() + ", of " + reply);
        }
      }
    }
    System.out.println("bounces: " + run + ", of which " + others.size() + " are read otherwise");
    others.forEach(System.out::println);
    assertThat(run).isGreaterThan(50);
    assertThat(1 - others.size() / (double) run).isGreaterThanOrEqualTo(WANTED);
  }

  /// What was said of each recipient: as fields for programs say, else as the text does.
  private static List<Reply> replies(String raw) {
    String text = raw.replace("\r\n", "\n");
    List<Reply> replies = new ArrayList<>();
    for (String block : text.split("\n\n")) {
      String fields = block.replaceAll("\n[ \t]+", " ");
      Matcher diagnostic = DIAGNOSTIC.matcher(fields);
      if (field("Final-Recipient", "").matcher(fields).find() && diagnostic.find()) {
        Matcher status = STATUS.matcher(fields);
        replies.add(reply(diagnostic.group(1), status.find() ? status.group(1) : ""));
      }
    }
    return replies.isEmpty() ? said(text.substring(text.indexOf("\n\n") + 2)) : replies;
  }

  private static List<Reply> said(String body) {
    Matcher copy = COPY.matcher(body);
    String words = copy.find() ? body.substring(0, copy.start()) : body;
    List<String> said = SAID.matcher(words).results().map(MatchResult::group).toList();
    return (said.isEmpty() ? List.of(words) : said).stream().map(each -> reply(each, "")).toList();
  }

  private static Reply reply(String text, String status) {
    Matcher reply = REPLY.matcher(text);
    boolean coded = reply.matches();
    String own = coded && reply.group(2) != null ? reply.group(2) : status;
    int code = coded ? Integer.parseInt(reply.group(1)) : own.startsWith("4") ? 450 : 550;
    EnhancedStatus enhanced = own.isEmpty() ? null : EnhancedStatus.of(own);
    return new Reply(code, enhanced, List.of(coded ? reply.group(3) : text));
  }
}
