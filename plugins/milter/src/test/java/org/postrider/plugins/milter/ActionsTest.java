// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.Greeting;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Transaction;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// A filter of libmilter's own, by python3-milter, that does one of everything.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActionsTest {
  private static final String NOTES = "X-Note: 1\r\nSubject: a\r\n b\r\nX-Note: 2\r\n";
  private static final String BODY = "\r\nbody\r\n";
  private static final String REJECTED = "550 5.7.1 Refused by policy";
  private static final String NOT_NOW = "451 4.7.1 Try again later";
  private static final String REPLIED = "554 5.7.9 100% no / and again: no";

  @TempDir private static Path directory;
  private FilterDaemon plain;

  @BeforeAll
  void start() throws Exception {
    plain = FilterDaemon.actions(directory, "plain");
  }

  @AfterAll
  void stop() {
    plain.close();
  }

  private PluginHarness harness() {
    return harness(plain);
  }

  private static PluginHarness harness(FilterDaemon... filters) {
    List<String> addresses = List.of(filters).stream().map(FilterDaemon::address).toList();
    return PluginHarness.with(new Milter())
        .setting("filters", addresses)
        .setting("hostname", "mx.test");
  }

  /// A session up to the recipient, to which nobody objects.
  private static Addressed addressed(PluginHarness harness) {
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    Greeting greeting = harness.hello("client.example");
    assertThat(greeting.verdict()).isEqualTo(Verdict.pass());
    return addressed(greeting.mail("<a@b.example>").size(12).parameter("BODY", "8BITMIME"));
  }

  private static Addressed addressed(Transaction transaction) {
    assertThat(transaction.verdict()).isEqualTo(Verdict.pass());
    Addressed addressed = transaction.recipient("c@d.example");
    assertThat(addressed.verdict()).isEqualTo(Verdict.pass());
    return addressed;
  }

  private static String reply(ContentVerdict verdict) {
    assertThat(verdict).isInstanceOf(ContentVerdict.Refuse.class);
    Refusal refusal = ((ContentVerdict.Refuse) verdict).refusal();
    assertThat(refusal.detail()).startsWith("filter unix:"); // for the log
    return refusal.reply().toString();
  }

  private static String doing(String what) {
    return "X-Do: " + what + "\r\n" + NOTES;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "nothing, `%s%s`",
        "add, `%sX-Added: at the\r\n\tend\r\n%s`",
        "insert, `X-Inserted: top\r\nX-Inserted: below\r\n%s%s`",
        "delete add, `-X-Added: at the\r\n\tend\r\n%s`",
        "octets, `%sX-Octets: 6\r\n%s`",
        "progress, `%s%s`",
        "accept, `%s%s`",
      })
  void changesTheHeader(String what, String kept) {
    String header = doing(what);
    String expected =
        kept.startsWith("-")
            ? header.replaceFirst("X-Note: 1\r\n", "") + kept.substring(1).formatted(BODY)
            : kept.formatted(header, BODY);
    PluginHarness harness = harness();
    assertThat(addressed(harness).amended(header + BODY)).isEqualTo(expected);
    harness.endSession();
  }

  @Test
  void changesFieldsByOccurrence() {
    assertThat(addressed(harness()).amended(doing("change") + BODY))
        .isEqualTo(
            doing("change").replace("X-Note: 2", "x-note: changed") + "X-New: made\r\n" + BODY);
  }

  @Test
  void replacesTheBody() {
    assertThat(addressed(harness()).amended(doing("body") + BODY))
        .isEqualTo(doing("body") + "\r\nnew\r\n" + "body\r\n".repeat(20_000));
  }

  @Test
  void takesMessagesThatLackSomething() {
    PluginHarness harness = harness();
    assertThat(addressed(harness).amended("X-Do: add\r\n"))
        .isEqualTo("X-Do: add\r\nX-Added: at the\r\n\tend\r\n");
    assertThat(addressed(harness).message("")).isEqualTo(Verdict.pass());
    assertThat(addressed(harness).message("no header\r\n")).isEqualTo(Verdict.pass());
    assertThat(addressed(harness).amended("X-Do: body\r\n\r\n"))
        .startsWith("X-Do: body\r\n\r\nnew\r\nbody\r\n");
  }

  @Test
  void changesTheEnvelope() {
    assertThat(addressed(harness()).message(doing("recipients sender") + BODY))
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(
                    new Change.AddRecipient(Mailbox.parse("new@e.example")),
                    new Change.AddRecipient(Mailbox.parse("dsn@e.example")),
                    new Change.RemoveRecipient(Mailbox.parse("c@d.example")),
                    new Change.ReplaceSender(new ReversePath(Mailbox.parse("other@b.example"))))));
    assertThat(addressed(harness()).message(doing("nobody") + BODY))
        .isEqualTo(new ContentVerdict.Amend(List.of(new Change.ReplaceSender(ReversePath.NULL))));
  }

  @Test
  void decidesOnMessages() {
    PluginHarness harness = harness();
    Addressed addressed = addressed(harness);
    assertThat(reply(addressed.message(doing("add reject") + BODY))).isEqualTo(REJECTED);
    addressed = addressed(harness);
    assertThat(reply(addressed.message(doing("tempfail") + BODY))).isEqualTo(NOT_NOW);
    addressed = addressed(harness);
    assertThat(reply(addressed.message(doing("reply") + BODY))).isEqualTo(REPLIED);
    addressed = addressed(harness);
    assertThat(addressed.message(doing("discard") + BODY))
        .isInstanceOf(ContentVerdict.Discard.class);
    addressed = addressed(harness);
    assertThat(addressed.message(doing("quarantine") + BODY))
        .isEqualTo(new ContentVerdict.Hold("smells odd"));
    assertThat(harness.counted("refused")).isEqualTo(3);
    assertThat(harness.counted("quarantined")).isEqualTo(1);
  }

  @Test
  void decidesOnCommands() {
    PluginHarness harness = harness();
    harness.connection();
    assertThat(reply(harness.hello("reject.example").verdict())).isEqualTo(REJECTED);
    Greeting greeting = harness.hello("client.example");
    assertThat(greeting.verdict()).isEqualTo(Verdict.pass());
    assertThat(reply(greeting.mail("<reply@b.example>").verdict())).isEqualTo(REPLIED);
    assertThat(reply(greeting.mail("<tempfail@b.example>").verdict())).isEqualTo(NOT_NOW);
    Transaction transaction = greeting.mail("<a@b.example>");
    assertThat(transaction.verdict()).isEqualTo(Verdict.pass());
    assertThat(reply(transaction.recipient("reject@d.example").verdict())).isEqualTo(REJECTED);
    Addressed addressed = transaction.recipient("c@d.example");
    assertThat(addressed.verdict()).isEqualTo(Verdict.pass());
    assertThat(addressed.amended(doing("add") + BODY)).contains("X-Added");
  }

  @Test
  void hasHeardEnoughBeforeTheEnd() {
    PluginHarness harness = harness();
    Addressed accepted = addressed(harness);
    assertThat(accepted.recipient("accept@d.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(accepted.message(doing("reject") + BODY)).isEqualTo(Verdict.pass());
    Addressed discarded = addressed(harness);
    assertThat(discarded.recipient("discard@d.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(discarded.message(doing("add") + BODY)).isInstanceOf(ContentVerdict.Discard.class);
    assertThat(reply(addressed(harness).message(doing("reject") + BODY))).isEqualTo(REJECTED);
    Greeting friend = harness.hello("accept.example");
    assertThat(friend.verdict()).isEqualTo(Verdict.pass());
    assertThat(addressed(friend.mail("<a@b.example>")).message(doing("reject") + BODY))
        .isEqualTo(Verdict.pass());
  }

  @Test
  void skipsTheRestOfABody() {
    String kept = addressed(harness()).amended(doing("skip") + "\r\n" + "x".repeat(200_000));
    assertThat(kept).contains("X-Octets: 65535\r\n");
  }

  @Test
  void hearsOfTheWholeSession() {
    PluginHarness harness = harness().account("alice");
    harness
        .lookup()
        .name("192.0.2.10", "client.b.example")
        .address("client.b.example", "192.0.2.10");
    assertThat(addressed(harness).amended("X-Do:  heard id\r\nX:\t1\r\n 2\r\n\r\n"))
        .contains(
            "\r\nX-Heard: client.b.example 192.0.2.10 mx.test; helo client.example;"
                + " from <a@b.example> BODY=8BITMIME; as alice by PLAIN; a@b.example;"
                + " to <c@d.example>; data;"
                + " X-Do=heard id; X=1| 2; eoh\r\n")
        .contains("\r\nX-Id: " + "0".repeat(26) + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spaces", "silent", "macros"})
  void isSpokenToAsItWants(String how) throws Exception {
    Path own = Files.createDirectory(directory.resolve(how));
    try (FilterDaemon filter = FilterDaemon.actions(own, how)) {
      PluginHarness harness = harness(filter).account("alice");
      String header = "X:  1\r\nX-Do: heard add\r\nY:\t2\r\n";
      String kept = addressed(harness).amended(header + BODY);
      assertThat(kept).startsWith(header).endsWith("X-Added: at the\r\n\tend\r\n" + BODY);
      assertThat(kept)
          .contains(how.equals("spaces") ? "X=  1; X-Do= heard add; Y=\t2; eoh" : "; X=1; ")
          .contains(
              how.equals("macros")
                  ? "as None by None; a@b.example"
                  : "as alice by PLAIN; a@b.example");
      harness.endSession();
    }
  }

  @Test
  void severalSeeEachOthersChanges() throws Exception {
    Path own = Files.createDirectory(directory.resolve("second"));
    try (FilterDaemon second = FilterDaemon.actions(own, "plain")) {
      String kept = addressed(harness(plain, second)).amended(doing("insert body heard") + BODY);
      assertThat(kept)
          .contains("X-Inserted=top; X-Inserted=below; X-Do=insert body heard")
          .endsWith("\r\n\r\nnew\r\n" + "body\r\n".repeat(20_000));
      assertThat(kept.split("X-Inserted: top", -1)).hasSize(3);
    }
  }
}
