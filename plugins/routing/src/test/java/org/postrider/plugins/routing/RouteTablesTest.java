// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;

/// Routes in a file, a real PostgreSQL and a real slapd.
@Timeout(180)
class RouteTablesTest {
  @TempDir private Path directory;

  private PluginHarness harness() {
    return PluginHarness.with(new Routing()).directory(directory);
  }

  private static Attempt.Verdict verdict(PluginHarness harness, String sender, String to) {
    return harness.mail(sender).recipient(to).attempt(1, "mx.b.example:25");
  }

  private static Attempt.Verdict by(String route) {
    return new Attempt.RouteBy(route);
  }

  private static void assertNotNow(Attempt.Verdict verdict, String detail) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            ContentVerdict.Refuse.class,
            refuse -> {
              assertThat(refuse.refusal().reply().toString())
                  .isEqualTo("451 4.3.0 Routes cannot be looked up now");
              assertThat(refuse.refusal().detail()).contains(detail);
            });
  }

  @Test
  void aFileIsReadAgain() throws Exception {
    Path file = directory.resolve("routes");
    Files.writeString(file, "# who goes where\n\nrecipient @b.example one\n");
    PluginHarness harness =
        harness().setting("rules", List.of("sender @x.example first")).setting("file", "routes");
    assertThat(verdict(harness, "<a@x.example>", "c@b.example")).isEqualTo(by("first"));
    assertThat(verdict(harness, "<a@y.example>", "c@b.example")).isEqualTo(by("one"));
    Files.writeString(file, "recipient @b.example another\n");
    harness.advance(Duration.ofSeconds(2));
    assertThat(verdict(harness, "<a@y.example>", "c@b.example")).isEqualTo(by("another"));
  }

  @Test
  void aWrongLineIsNamed() throws Exception {
    Files.writeString(directory.resolve("routes"), "recipient @b.example one\nclient x y\n");
    PluginHarness harness = harness().setting("file", "routes");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> verdict(harness, "<>", "c@b.example"))
        .withMessageContaining("routes:2: \"client\" is none of");
  }

  private PluginHarness withDatabase(PostgresServer server) {
    return harness()
        .setting("sql-url", server.url())
        .setting("sql-password-file", "password")
        .setting("sql-query", "SELECT route FROM way WHERE a = ?")
        .setting("known-for", "0s")
        .setting("unknown-for", "0s");
  }

  @Test
  void aDatabaseHasThem() throws Exception {
    Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
    try (PostgresServer server = PostgresServer.start()) {
      server.execute(
          """
          CREATE TABLE way (a text, route text);
          INSERT INTO way VALUES ('ann@b.example', 'ann-box'), ('@b.example', 'all'),
            ('<>', 'quiet'), ('robot', 'bulk'), ('two@b.example', 'x'), ('two@b.example', 'y');
          """);
      PluginHarness harness = withDatabase(server);
      assertThat(verdict(harness, "<>", "Ann@B.example")).isEqualTo(by("ann-box"));
      assertThat(verdict(harness, "<>", "bob@b.example")).isEqualTo(by("all"));
      assertThat(verdict(harness, "<>", "bob@c.example")).isEqualTo(Verdict.pass());
      assertNotNow(verdict(harness, "<>", "two@b.example"), "sql has several routes");
      PluginHarness bySender = withDatabase(server).setting("table-of", "sender");
      assertThat(verdict(bySender, "<>", "ann@b.example")).isEqualTo(by("quiet"));
      assertThat(verdict(bySender, "<me@b.example>", "x@c.example")).isEqualTo(by("all"));
      PluginHarness byAccount = withDatabase(server).setting("table-of", "account");
      assertThat(verdict(byAccount, "<>", "ann@b.example")).isEqualTo(Verdict.pass());
      assertThat(verdict(byAccount.account("Robot"), "<>", "x@c.example")).isEqualTo(by("bulk"));
      server.kill();
      assertNotNow(verdict(harness, "<>", "bob@b.example"), "");
    }
  }

  @Test
  void aDirectoryHasThem() throws Exception {
    String ann =
        """
        dn: cn=ann,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: ann
        sn: A
        mail: ann@b.example
        departmentNumber: ann-box
        """;
    Files.writeString(directory.resolve("password"), LdapServer.PASSWORD);
    try (LdapServer ldap =
        LdapServer.start(Files.createDirectory(directory.resolve("slapd")), ann)) {
      PluginHarness harness =
          harness()
              .setting("ldap-servers", List.of(ldap.url()))
              .setting("ldap-trust", ldap.certificate().toString())
              .setting("ldap-base", LdapServer.BASE)
              .setting("ldap-bind-dn", LdapServer.ADMIN)
              .setting("ldap-password-file", "password")
              .setting("ldap-filter", "(mail={address})")
              .setting("ldap-attribute", "departmentNumber");
      assertThat(verdict(harness, "<>", "ann@b.example")).isEqualTo(by("ann-box"));
      assertThat(verdict(harness, "<>", "bob@b.example")).isEqualTo(Verdict.pass());
    }
  }

  @Test
  void aTableOfNothingIsSaid() {
    PluginHarness harness =
        harness()
            .setting("sql-url", "jdbc:postgresql://127.0.0.1:1/x")
            .setting("sql-query", "SELECT 1 WHERE ? = ''")
            .setting("table-of", "client");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> verdict(harness, "<>", "c@b.example"))
        .withMessageContaining("recipient, sender or account");
  }
}
