// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.FailureClass;

class FailureRulesTest {
  @TempDir private Path directory;

  private static Reply reply(int code, String status, String text) {
    return new Reply(
        code, status.isEmpty() ? null : EnhancedStatus.of(status), List.of(text.split(" / ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what Postfix, Exim, sendmail, Exchange and large providers say
        "550| 5.1.1| <x@y.example>: Recipient address rejected: User unknown in table| BAD_MAILBOX",
        "550| 5.1.1| The email account that you tried to / reach does not exist| BAD_MAILBOX",
        "550| ''| No such user here| BAD_MAILBOX",
        "550| 5.2.1| <x@y.example>... User Unknown| BAD_MAILBOX",
        "550| ''| Unrouteable address| ROUTING",
        "554| 5.7.1| <x@y.example>: Relay access denied| ROUTING",
        "452| 4.2.2| The recipient's inbox is out of storage space| MAILBOX_FULL",
        "552| 5.2.2| ''| MAILBOX_FULL",
        "552| ''| Requested mail action aborted: exceeded storage allocation| MAILBOX_FULL",
        "550| 5.2.1| The email account that you tried to reach is disabled| MAILBOX_OFF",
        "550| 5.7.26| This mail has been blocked because the sender is unauthenticated|"
            + " SENDER_UNPROVED",
        "550| 5.7.1| Message rejected due to the sender's DMARC policy| SENDER_UNPROVED",
        "550| 5.7.25| The IP address has no PTR record| SENDER_UNPROVED",
        "553| 5.1.8| <a@b.example>... Domain of sender address does not exist| BAD_SENDER",
        "554| 5.7.1| Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org|"
            + " BLOCK_LIST",
        "550| 5.7.1| Unfortunately, your messages weren't sent: your network is on our block list|"
            + " BLOCK_LIST",
        "554| 5.7.1| This message looks like spam| SPAM",
        "421| 4.7.0| Too many connections from your host, try again later| THROTTLED",
        "421| 4.7.28| Our system has detected an unusual rate limit| THROTTLED",
        "421| ''| Go away for a while| THROTTLED",
        "450| 4.2.0| <x@y.example>: Recipient address rejected: Greylisted| POLICY",
        "552| 5.3.4| Message too large| TOO_BIG",
        "550| 5.6.1| The message has bare newlines| CONTENT",
        "530| 5.7.0| Must issue a STARTTLS command first| TLS",
        "451| 4.3.0| Temporary local problem, please try later| SYSTEM",
        "451| ''| Requested action aborted| SYSTEM",
        "503| 5.5.1| Bad sequence of commands| PROTOCOL",
        "550| ''| ''| BAD_MAILBOX",
        // what we say ourselves
        "451| 4.4.1| cannot connect: Connection refused| NETWORK",
        "451| 4.4.2| the connection was lost| NETWORK",
        "451| 4.4.2| the host did not answer in time to DATA| NETWORK",
        "451| 4.4.3| cannot look up y.example now: SERVFAIL| DNS",
        "550| 5.4.4| no mail exchanger of y.example has an address| DNS",
        "550| 5.1.2| there is no mail domain y.example| BAD_DOMAIN",
        "556| 5.1.10| the domain y.example takes no mail| BAD_DOMAIN",
        "554| 5.4.6| mail for y.example would come back to this host| ROUTING",
        "454| 4.7.5| no TLS with the host: no cipher suites in common| TLS",
        "454| 4.7.0| the MTA-STS policy of the domain: x is none of the hosts| TLS",
        "454| 4.7.4| the route demands DANE, but x has no secure TLSA records| TLS",
        "451| 4.3.0| cannot write the mailbox: Permission denied| SYSTEM",
      })
  void hostsAreUnderstood(int code, String status, String text, FailureClass expected) {
    assertThat(FailureRules.BUNDLED.of(reply(code, status, text))).isEqualTo(expected);
  }

  @Test
  void onesOwnRulesGoFirst() throws IOException {
    Path file = directory.resolve("mine.rules");
    Files.writeString(
        file,
        """
        # mine

        block-list  55*  5.7.*  our  List * evil | Nothing like it
        spam        5*   *
        """);
    FailureRules rules = FailureRules.read(file);
    assertThat(rules.of(reply(554, "5.7.9", "on OUR list  of the evil")))
        .isEqualTo(FailureClass.BLOCK_LIST);
    assertThat(rules.of(reply(554, "5.6.9", "on our list of the evil")))
        .isEqualTo(FailureClass.SPAM);
    assertThat(rules.of(reply(554, "5.7.9", "on four list of the evil")))
        .as("a phrase begins where a word does")
        .isEqualTo(FailureClass.SPAM);
    assertThat(rules.of(reply(554, "5.7.9", "our list " + "x".repeat(40) + " evil")))
        .as("a gap is not too wide")
        .isEqualTo(FailureClass.SPAM);
    assertThat(rules.of(reply(452, "4.2.2", "full"))).isEqualTo(FailureClass.MAILBOX_FULL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "spam ! a rule is a class, a code, a status and words",
        "spma 5* * ! no class is called \"spma\"; there are bad-mailbox",
        "spam 250 * ! \"250\" is no code; write one such as 550",
        "spam 5* 5.1 ! \"5.1\" is no status; write one such as 5.1.1",
        "spam 5* * one | | two ! is no phrase; write words",
        "spam 5* * a * b * c * d * e ! at most 3 * between them",
      })
  void whatIsWrongIsSaidWithItsLine(String line, String words) throws IOException {
    Path file = Files.writeString(directory.resolve("wrong.rules"), "# first\n" + line + "\n");
    assertThatThrownBy(() -> FailureRules.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2: ")
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a ", "mailbox ", "user ", "is ", "* "})
  void noTextTakesLong(String word) {
    Reply reply = new Reply(599, null, List.of(word.repeat(100_000)));
    assertThat(FailureRules.BUNDLED.of(reply)).isEqualTo(FailureClass.OTHER);
  }
}
