// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.plugins.harness.Ran;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;

/// What a real PostgreSQL and a real slapd say about aliases.
@Timeout(180)
class AliasTablesTest {
  private static final String TEXT = "Subject: x\r\n\r\nhello\r\n";
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");

  @TempDir private Path directory;

  private PluginHarness harness() {
    return PluginHarness.with(new Aliases())
        .directory(directory)
        .setting("virtual-domains", List.of("example.org"));
  }

  private static Addressed to(PluginHarness harness, String recipient) {
    return harness.mail("<a@b.example>").recipient(recipient);
  }

  private static List<String> added(PluginHarness harness, String recipient) {
    return to(harness, recipient).message(TEXT) instanceof ContentVerdict.Amend(var changes)
        ? changes.stream()
            .filter(Change.Redirect.class::isInstance)
            .flatMap(change -> ((Change.Redirect) change).to().stream())
            .map(Mailbox::toString)
            .toList()
        : List.of();
  }

  private static void assertNotNow(PluginHarness harness, String recipient, String detail) {
    for (ContentVerdict verdict :
        List.of(to(harness, recipient).verdict(), to(harness, recipient).message(TEXT))) {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              ContentVerdict.Refuse.class,
              refuse -> {
                assertThat(refuse.refusal().reply().toString())
                    .isEqualTo("451 4.3.0 Aliases cannot be looked up now");
                assertThat(refuse.refusal().detail()).contains(detail);
              });
    }
  }

  @Test
  void aDatabaseHasThem() throws Exception {
    Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
    Files.writeString(directory.resolve("aliases"), "file@example.org two@example.org\n");
    try (PostgresServer server = PostgresServer.start()) {
      server.execute(
          """
          CREATE TABLE alias (a text, goto text);
          INSERT INTO alias VALUES
            ('one@example.org', 'tim@elsewhere.example, lisa@elsewhere.example'),
            ('two@example.org', 'tim@elsewhere.example'),
            ('two@example.org', 'box@example.org'),
            ('file@example.org', 'not@elsewhere.example'),
            ('wrong@example.org', 'nonsense'),
            ('empty@example.org', ''),
            ('null@example.org', NULL);
          CREATE TABLE mailbox (a text);
          INSERT INTO mailbox VALUES ('box@example.org');
          """);
      PluginHarness harness =
          harness()
              .setting("file", "aliases")
              .setting("separator", "+")
              .setting("sql-url", server.url())
              .setting("sql-password-file", "password")
              .setting(
                  "sql-query",
                  "SELECT goto FROM alias WHERE a = ? UNION ALL SELECT a FROM mailbox WHERE a = ?");
      assertThat(added(harness, "ONE@example.org"))
          .containsExactly("tim@elsewhere.example", "lisa@elsewhere.example");
      assertThat(added(harness, "file+x@example.org"))
          .containsExactly("tim@elsewhere.example", "box@example.org");
      assertThat(to(harness, "box@example.org").verdict()).isEqualTo(Verdict.pass());
      assertThat(to(harness, "box@example.org").message(TEXT)).isEqualTo(Verdict.pass());
      for (String nobody : List.of("empty", "null", "nobody", "\"' OR ''='\"")) {
        assertThat(to(harness, nobody + "@example.org").verdict()).as(nobody).isEqualTo(UNKNOWN);
      }
      assertNotNow(harness, "wrong@example.org", "sql about wrong@example.org: \"nonsense\"");
      Ran ran = harness.command(List.of("aliases", "two@example.org"));
      assertThat(ran.out()).startsWith("two@example.org\talias, sql\n");
      whileItIsAway(harness, server);
    }
  }

  private static void whileItIsAway(PluginHarness harness, PostgresServer server) throws Exception {
    server.kill();
    assertThat(added(harness, "one@example.org")).hasSize(2);
    assertThat(to(harness, "nobody@example.org").verdict()).isEqualTo(UNKNOWN);
    assertNotNow(harness, "other@example.org", "the database cannot say");
    harness.advance(Duration.ofMinutes(2));
    assertThat(added(harness, "one@example.org")).hasSize(2);
    assertNotNow(harness, "nobody@example.org", "the database cannot say");
    harness.advance(Duration.ofMinutes(5));
    assertNotNow(harness, "one@example.org", "the database cannot say");
    Ran ran = harness.command(List.of("aliases", "one@example.org"));
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("the database cannot say");
    server.again();
    assertThat(added(harness, "one@example.org")).hasSize(2);
  }

  @Test
  void howManyADatabaseMayNameIsBounded() throws Exception {
    Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
    try (PostgresServer server = PostgresServer.start()) {
      PluginHarness harness =
          harness()
              .setting("most-per-recipient", 500)
              .setting("sql-url", server.url())
              .setting("sql-password-file", "password")
              .setting(
                  "sql-query",
                  "SELECT 'user' || n || '@elsewhere.example'"
                      + " FROM generate_series(1, split_part(?, '@', 1)::int) AS n");
      assertThat(added(harness, "499@example.org")).hasSize(499);
      assertThat(harness.counted("remembered")).as("too long for the memory").isZero();
      assertThat(to(harness, "10000000@example.org").verdict())
          .isInstanceOfSatisfying(
              ContentVerdict.Refuse.class,
              refuse -> assertThat(refuse.refusal().reply().toString()).startsWith("451 4.3.5 "));
    }
  }

  @Test
  void aDirectoryHasThem() throws Exception {
    Files.writeString(directory.resolve("password"), LdapServer.PASSWORD);
    try (LdapServer server =
        LdapServer.start(
            Files.createDirectory(directory.resolve("slapd")),
            """
            dn: cn=tim,dc=example,dc=org
            objectClass: inetOrgPerson
            cn: tim
            sn: T
            o: tim@example.org
            o: t@example.org
            mail: tim@example.org

            dn: cn=team,dc=example,dc=org
            objectClass: inetOrgPerson
            cn: team
            sn: T
            o: team@example.org
            mail: tim@example.org
            mail: lisa@elsewhere.example

            dn: cn=rest,dc=example,dc=org
            objectClass: inetOrgPerson
            cn: rest
            sn: R
            o: @shop.example.org
            mail: @example.org

            dn: cn=none,dc=example,dc=org
            objectClass: inetOrgPerson
            cn: none
            sn: N
            o: none@example.org
            """)) {
      PluginHarness harness =
          harness()
              .setting("virtual-domains", List.of("example.org", "shop.example.org"))
              .setting("ldap-servers", List.of(server.url()))
              .setting("ldap-trust", server.certificate().toString())
              .setting("ldap-base", LdapServer.BASE)
              .setting("ldap-bind-dn", LdapServer.ADMIN)
              .setting("ldap-password-file", "password")
              .setting("ldap-filter", "(o={address})")
              .setting("ldap-attribute", "mail");
      assertThat(added(harness, "t@example.org")).containsExactly("tim@example.org");
      assertThat(added(harness, "team@example.org"))
          .containsExactly("tim@example.org", "lisa@elsewhere.example");
      assertThat(added(harness, "team@shop.example.org"))
          .containsExactly("tim@example.org", "lisa@elsewhere.example");
      assertThat(to(harness, "tim@example.org").message(TEXT)).isEqualTo(Verdict.pass());
      for (String nobody : List.of("none", "nobody", "*", "\"*)(o=*\"")) {
        assertThat(to(harness, nobody + "@example.org").verdict()).as(nobody).isEqualTo(UNKNOWN);
      }
      server.kill();
      assertThat(added(harness, "t@example.org")).containsExactly("tim@example.org");
      assertNotNow(harness, "other@example.org", "the directory cannot say");
    }
  }
}
