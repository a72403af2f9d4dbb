// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;

/// The built program asks a real PostgreSQL, a real slapd and another one of itself for recipients,
/// the last of which has a file of them.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownRecipientsTest {
  private static final String TIM =
      """
      dn: cn=ldap,dc=example,dc=org
      objectClass: inetOrgPerson
      cn: ldap
      sn: L
      mail: ldap@home.test
      """;

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int inside = BuiltServer.freePort();
  private final Running running = new Running();
  private PostgresServer postgres;

  @BeforeAll
  void start() throws Exception {
    postgres = running.add(PostgresServer.start());
    postgres.execute("CREATE TABLE box (a text); INSERT INTO box VALUES ('sql@home.test')");
    LdapServer ldap = running.add(LdapServer.start(Files.createDirectory(place("slapd")), TIM));
    Files.createDirectory(place("outer"));
    Files.writeString(place("outer/sql-password"), PostgresServer.PASSWORD);
    Files.writeString(place("outer/ldap-password"), LdapServer.PASSWORD);
    Files.createDirectory(place("inner"));
    Files.writeString(place("inner/recipients"), "hop@home.test\n");
    running.add(BuiltServer.keeping(place("inner"), inside, "home.test", inner())).start();
    running.add(BuiltServer.keeping(place("outer"), mx, "home.test", outer(ldap))).start();
  }

  private static Path place(String name) {
    return directory.resolve(name);
  }

  private String inner() {
    return """
    [plugins.recipients]
    domains = ["home.test"]
    file = "recipients"
    """;
  }

  private String outer(LdapServer ldap) {
    return """
    [plugins.recipients]
    domains = ["home.test"]
    unknown-for = "0s"
    sql-url = "%s"
    sql-password-file = "sql-password"
    sql-query = "SELECT 1 FROM box WHERE a = ?"
    ldap-servers = ["%s"]
    ldap-trust = "%s"
    ldap-base = "%s"
    ldap-bind-dn = "%s"
    ldap-password-file = "ldap-password"
    ldap-filter = "(mail={address})"
    next-hop-servers = ["127.0.0.1:%d"]
    """
        .formatted(
            postgres.url(),
            ldap.url(),
            ldap.certificate(),
            LdapServer.BASE,
            LdapServer.ADMIN,
            inside);
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private String rcpt(String recipient) throws IOException {
    try (Talk talk = Talk.with(mx)) {
      talk.ask("EHLO client.example");
      talk.ask("MAIL FROM:<a@b.example>");
      return talk.ask("RCPT TO:<" + recipient + ">");
    }
  }

  @Test
  void whoeverKnowsARecipientSuffices() throws Exception {
    assertThat(rcpt("sql@home.test")).startsWith("250");
    assertThat(rcpt("ldap@home.test")).startsWith("250");
    assertThat(rcpt("hop@home.test")).startsWith("250");
    assertThat(rcpt("nobody@home.test")).isEqualTo("550 5.1.1 No such mailbox here");
    assertThat(rcpt("postmaster@home.test")).startsWith("250");
    assertThat(rcpt("sql@elsewhere.test")).startsWith("550 5.7.1");
  }

  @Test
  void aDatabaseThatIsAwayDelaysOnlyWhomNobodyElseKnows() throws Exception {
    postgres.kill();
    assertThat(rcpt("ldap@home.test")).startsWith("250");
    assertThat(rcpt("stranger@home.test")).startsWith("451 4.3.0");
    postgres.again();
    assertThat(rcpt("stranger@home.test")).startsWith("550 5.1.1");
  }

  @Test
  void swaksHearsOfItToo() throws Exception {
    Command sent = Command.swaks(mx, "--to", "nobody@home.test");
    assertThat(sent.status()).as(sent.output()).isNotZero();
    assertThat(sent.output()).contains("550 5.1.1 No such mailbox here");
  }
}
