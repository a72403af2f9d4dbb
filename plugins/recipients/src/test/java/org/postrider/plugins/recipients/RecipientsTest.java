// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;

/// What a file, a real PostgreSQL and a real slapd know.
@Timeout(180)
class RecipientsTest {
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");

  @TempDir private Path directory;

  private PluginHarness harness() {
    return PluginHarness.with(new Recipients())
        .directory(directory)
        .setting("domains", List.of("example.org", "*.example.org"));
  }

  private PluginHarness withFile(String... lines) throws IOException {
    write(lines);
    return harness().setting("file", "recipients");
  }

  private void write(String... lines) throws IOException {
    Files.write(directory.resolve("recipients"), List.of(lines));
  }

  private static Verdict verdict(PluginHarness harness, String recipient) {
    return harness.mail("<a@b.example>").recipient(recipient).verdict();
  }

  private static void assertKnown(PluginHarness harness, String... recipients) {
    for (String each : recipients) {
      assertThat(verdict(harness, each)).as(each).isEqualTo(Verdict.pass());
    }
  }

  private static void assertUnknown(PluginHarness harness, String... recipients) {
    for (String each : recipients) {
      assertThat(verdict(harness, each)).as(each).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void aFileHasAddressesAndDomains() throws Exception {
    PluginHarness harness =
        withFile(
            "# ours", "", " Ann@Example.org ", "@sales.example.org", "@*.far.example.org", "box@");
    assertKnown(
        harness,
        "ann@example.org",
        "ANN@EXAMPLE.ORG",
        "\"ann\"@example.org",
        "anybody@sales.example.org",
        "anybody@very.far.example.org",
        "box@example.org");
    assertUnknown(
        harness, "tim@example.org", "anybody@far.example.org", "ann@elsewhere.example.org");
  }

  @Test
  void othersDomainsAndPostmastersAreNotAskedAbout() throws Exception {
    PluginHarness harness = withFile("ann@example.org");
    assertKnown(harness, "who@elsewhere.example", "Postmaster@example.org");
    assertUnknown(harness, "who@example.org");
  }

  @Test
  void aSubaddressIsItsMailboxs() throws Exception {
    PluginHarness harness = withFile("ann@example.org").setting("separator", "+");
    assertKnown(harness, "ann+lists@example.org", "ann+a+b@example.org");
    assertUnknown(harness, "tim+lists@example.org", "+ann@example.org");
  }

  @Test
  void aChangedFileHoldsAtOnceAndAWrongOneNever() throws Exception {
    PluginHarness harness = withFile("ann@example.org");
    assertUnknown(harness, "tim@example.org");
    write("ann@example.org", "tim@example.org");
    harness.advance(Duration.ofSeconds(2));
    assertKnown(harness, "tim@example.org");
    write("ann@example.org", "nonsense");
    harness.advance(Duration.ofSeconds(2));
    assertKnown(harness, "tim@example.org");
    assertThat(harness.logged())
        .anySatisfy(line -> assertThat(line).contains("recipients:2: \"nonsense\" is no address"));
    Files.delete(directory.resolve("recipients"));
    harness.advance(Duration.ofSeconds(2));
    assertKnown(harness, "tim@example.org");
    assertThat(harness.logged()).anySatisfy(line -> assertThat(line).contains("is not there"));
  }

  @Test
  void tellsWhatIsWrong() throws Exception {
    assertWrong(withFile("x"), "plugins.recipients.file: ", "recipients:1: \"x\" is no address");
    assertWrong(withFile("<>"), "plugins.recipients.file: ", "is a sender");
    assertWrong(harness(), "plugins.recipients.file: ", "nobody is there to ask");
    assertWrong(harness().setting("file", "none"), "plugins.recipients.file: ", "is not there");
    assertWrong(
        withFile("ann@example.org").setting("domains", List.of()),
        "plugins.recipients.domains: ",
        "has to name");
    assertWrong(
        withFile("ann@example.org").setting("separator", "++"),
        "plugins.recipients.separator: ",
        "one character");
    assertWrong(
        harness().setting("next-hop-servers", List.of("nowhere")),
        "plugins.recipients.next-hop-servers: ",
        "\"nowhere\" is neither");
    assertWrong(
        harness().setting("sql-url", "jdbc:postgresql://127.0.0.1/x"),
        "plugins.recipients.sql-query: ",
        "has no ?");
    assertWrong(
        harness().setting("next-hop-servers", List.of("127.0.0.1:25")).setting("known-for", "500d"),
        "plugins.recipients.known-for: ",
        "from 0s to 400d");
  }

  private static void assertWrong(PluginHarness harness, String key, String words) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(harness::install)
        .withMessageStartingWith(key)
        .withMessageContaining(words);
  }

  @Test
  void aDatabaseKnowsWhomAFileDoesNot() throws Exception {
    Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
    try (PostgresServer server = PostgresServer.start()) {
      server.execute("CREATE TABLE box (a text); INSERT INTO box VALUES ('tim@example.org')");
      PluginHarness harness =
          withFile("ann@example.org")
              .setting("sql-url", server.url())
              .setting("sql-password-file", "password")
              .setting("sql-query", "SELECT 1 FROM box WHERE a = ?");
      assertKnown(harness, "ann@example.org", "tim@Example.ORG");
      assertUnknown(harness, "nobody@example.org", "\"' OR ''='\"@example.org");
      server.kill();
      assertKnown(harness, "ann@example.org", "tim@example.org"); // listed, and remembered
      assertUnknown(harness, "nobody@example.org");
      assertNobodyCanSay(harness, "lisa@example.org");
      harness.advance(Duration.ofMinutes(6));
      assertNobodyCanSay(harness, "nobody@example.org");
      assertKnown(harness, "tim@example.org");
      harness.advance(Duration.ofHours(1));
      assertNobodyCanSay(harness, "tim@example.org");
      server.again();
      assertKnown(harness, "tim@example.org");
      assertUnknown(harness, "nobody@example.org");
    }
  }

  private static void assertNobodyCanSay(PluginHarness harness, String recipient) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> verdict(harness, recipient))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void aDirectoryKnowsThem() throws Exception {
    Files.writeString(directory.resolve("password"), LdapServer.PASSWORD);
    try (LdapServer server =
        LdapServer.start(
            Files.createDirectory(directory.resolve("slapd")),
            """
            dn: cn=tim,dc=example,dc=org
            objectClass: inetOrgPerson
            cn: tim
            sn: T
            mail: tim@example.org
            """)) {
      PluginHarness harness =
          harness()
              .setting("ldap-servers", List.of(server.url()))
              .setting("ldap-trust", server.certificate().toString())
              .setting("ldap-base", LdapServer.BASE)
              .setting("ldap-bind-dn", LdapServer.ADMIN)
              .setting("ldap-password-file", "password")
              .setting("ldap-filter", "(|(mail={address})(&(cn={local})(o={domain})))");
      assertKnown(harness, "tim@example.org", "Tim@example.org");
      assertUnknown(harness, "nobody@example.org", "*@example.org", "\"*)(mail=*\"@example.org");
      server.kill();
      assertKnown(harness, "tim@example.org");
      assertNobodyCanSay(harness, "lisa@example.org");
    }
  }
}
