// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Transaction;
import org.postrider.smtp.protocol.address.Mailbox;

/// What becomes of recipients, by a file.
@Timeout(60)
class AliasesTest {
  private static final String TEXT = "Subject: x\r\n\r\nhello\r\n";
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");

  @TempDir private Path directory;

  private PluginHarness harness() {
    return PluginHarness.with(new Aliases())
        .directory(directory)
        .setting("domains", List.of("example.org"))
        .setting("virtual-domains", List.of("old.example"));
  }

  private PluginHarness withFile(String... lines) throws IOException {
    Files.write(directory.resolve("aliases"), List.of(lines));
    return harness().setting("file", "aliases");
  }

  private static Addressed to(PluginHarness harness, String... recipients) {
    Transaction mail = harness.mail("<a@b.example>");
    Addressed addressed = mail.recipient(recipients[0]);
    for (int i = 1; i < recipients.length; i++) {
      addressed = addressed.recipient(recipients[i]);
    }
    return addressed;
  }

  /// `-` for one that goes, behind which `+` for each that comes in its place; `+` alone for one
  /// that comes beside the others.
  private static ContentVerdict changed(String... changes) {
    List<Change> all = new ArrayList<>();
    for (String each : changes) {
      Mailbox mailbox = Mailbox.parse(each.substring(1));
      Change last = all.isEmpty() ? null : all.getLast();
      if (each.startsWith("-")) {
        all.add(new Change.RemoveRecipient(mailbox));
      } else if (last instanceof Change.RemoveRecipient(Mailbox gone)) {
        all.set(all.size() - 1, new Change.Redirect(gone, List.of(mailbox)));
      } else if (last instanceof Change.Redirect(Mailbox gone, List<Mailbox> to)) {
        List<Mailbox> more = new ArrayList<>(to);
        more.add(mailbox);
        all.set(all.size() - 1, new Change.Redirect(gone, more));
      } else {
        all.add(new Change.AddRecipient(mailbox));
      }
    }
    return new ContentVerdict.Amend(all);
  }

  @Test
  void thoseBehindAnAddressTakeItsPlace() throws Exception {
    PluginHarness harness =
        withFile(
            "info@example.org ann@example.org tim@elsewhere.example",
            "self@example.org self@example.org copy@elsewhere.example");
    assertThat(to(harness, "info@example.org").message(TEXT))
        .isEqualTo(changed("-info@example.org", "+ann@example.org", "+tim@elsewhere.example"));
    assertThat(to(harness, "self@example.org").message(TEXT))
        .isEqualTo(changed("+copy@elsewhere.example"));
    assertThat(to(harness, "ann@example.org", "who@x.example").message(TEXT))
        .isEqualTo(Verdict.pass());
    assertThat(harness.counted("expanded")).isEqualTo(2);
  }

  @Test
  void nobodyGetsAMessageTwice() throws Exception {
    PluginHarness harness =
        withFile(
            "info@example.org Ann@example.org tim@elsewhere.example",
            "sales@example.org tim@elsewhere.example TIM@elsewhere.example");
    assertThat(to(harness, "ann@example.org", "info@example.org", "INFO@example.org").message(TEXT))
        .isEqualTo(changed("-info@example.org", "+tim@elsewhere.example", "-INFO@example.org"));
    assertThat(to(harness, "ann@example.org", "ANN@example.org", "ann@Example.Org").message(TEXT))
        .isEqualTo(changed("-ANN@example.org"));
    assertThat(to(harness, "sales@example.org", "info@example.org").message(TEXT))
        .as("only the final host may fold case")
        .isEqualTo(
            changed(
                "-sales@example.org",
                "+tim@elsewhere.example",
                "+TIM@elsewhere.example",
                "-info@example.org",
                "+Ann@example.org"));
  }

  @Test
  void onlyDomainsOfAliasesAreTakenHere() throws Exception {
    PluginHarness harness =
        withFile("info@example.org a@x.example", "info@elsewhere.example b@x.example");
    assertThat(to(harness, "who@old.example").relay()).isEqualTo(Relay.ALLOW);
    assertThat(to(harness, "info@example.org").relay()).isEqualTo(Relay.PASS);
    assertThat(to(harness, "info@elsewhere.example").relay()).isEqualTo(Relay.PASS);
    assertThat(to(harness, "info@elsewhere.example").message(TEXT)).isEqualTo(Verdict.pass());
    assertThat(to(harness, "a%b.example@old.example").relay()).isEqualTo(Relay.PASS);
    assertThat(to(harness, "\"a@b.example\"@old.example").relay()).isEqualTo(Relay.PASS);
  }

  @Test
  void whoIsNobodyIsRefused() throws Exception {
    PluginHarness harness =
        withFile(
            "was@example.org gone@old.example",
            "two@example.org gone@old.example ann@example.org",
            "here@old.example ann@example.org",
            "long@old.example @" + "x".repeat(60) + "." + "y".repeat(60) + ".example");
    assertThat(to(harness, "gone@old.example").verdict()).isEqualTo(UNKNOWN);
    assertThat(to(harness, "was@example.org").verdict()).isEqualTo(UNKNOWN);
    assertThat(to(harness, "two@example.org").verdict()).isEqualTo(Verdict.pass());
    assertThat(to(harness, "here@old.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(to(harness, "who@example.org").verdict()).isEqualTo(Verdict.pass());
    assertThat(to(harness, "Postmaster@old.example").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.counted("unknown")).isEqualTo(2);
    assertThat(to(harness, "here@old.example", "gone@old.example").message(TEXT))
        .as("the table has changed since RCPT")
        .isEqualTo(
            Verdict.refuse(
                Refusal.of(451, "4.3.0", "Recipients have just changed")
                    .because("[gone@old.example]")));
  }

  @Test
  void whatLeadsTooFarWaitsForTheOperator() throws Exception {
    PluginHarness harness =
        withFile("/^(.*)@example\\.org$/ x$1@example.org").setting("most-depth", 3);
    Refusal refusal =
        Refusal.of(451, "4.3.5", "Aliases are not in order here")
            .because("more than 3 aliases (`most-depth`) follow one another behind a@example.org");
    assertThat(to(harness, "a@example.org").verdict()).isEqualTo(Verdict.refuse(refusal));
    assertThat(to(harness, "a@example.org").message(TEXT)).isEqualTo(Verdict.refuse(refusal));
  }

  @Test
  void aMessageEndsWithSoManyRecipients() throws Exception {
    PluginHarness harness =
        withFile("a@example.org b@x.example c@x.example", "d@example.org e@x.example")
            .setting("most-per-message", 2);
    assertThat(to(harness, "a@example.org").message(TEXT))
        .isEqualTo(changed("-a@example.org", "+b@x.example", "+c@x.example"));
    assertThat(to(harness, "a@example.org", "d@example.org").message(TEXT))
        .isEqualTo(
            Verdict.refuse(
                "5.5.3", "Too many stand behind these recipients; write to fewer at once"));
  }

  @Test
  void tellsWhatIsWrong() throws Exception {
    assertWrong(harness(), "plugins.aliases.file: ", "there is no table");
    assertWrong(harness().setting("file", "none"), "plugins.aliases.file: ", "is not there");
    assertWrong(
        withFile().setting("domains", List.of()).setting("virtual-domains", List.of()),
        "plugins.aliases.domains: ",
        "has to name the domains");
    assertWrong(
        withFile().setting("virtual-domains", List.of("a b")),
        "plugins.aliases.virtual-domains: ",
        "is not a domain");
    assertWrong(
        withFile().setting("separator", "++"), "plugins.aliases.separator: ", "one character");
    assertWrong(
        withFile().setting("keep-detail", true), "plugins.aliases.keep-detail: ", "separator");
    assertWrong(
        harness().setting("ldap-servers", List.of("ldap://127.0.0.1")),
        "plugins.aliases.ldap-attribute: ",
        "which attribute");
    assertWrong(
        harness().setting("sql-url", "jdbc:postgresql://127.0.0.1/x"),
        "plugins.aliases.sql-query: ",
        "has no ?");
  }

  private static void assertWrong(PluginHarness harness, String key, String words) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness::install)
        .withMessageStartingWith(key)
        .withMessageContaining(words);
  }

  @Test
  void whatWouldBecomeOfMailIsTold() throws Exception {
    PluginHarness harness =
        withFile("info@old.example  ann@example.org", "bob@old.example  bob@example.org");
    assertThat(to(harness, "info@old.example").explain())
        .isEqualTo(
            new Explain.Course(
                List.of(
                    "info@old.example, alias, " + directory.resolve("aliases") + ":1",
                    "  ann@example.org, gets it: no alias"),
                List.of(Mailbox.parse("ann@example.org"))));
    assertThat(to(harness, "ann@example.org").explain())
        .isEqualTo(new Explain.Course(List.of(), List.of(Mailbox.parse("ann@example.org"))));
    assertThat(to(harness, "nobody@old.example").explain().recipients()).isEmpty();
  }
}
