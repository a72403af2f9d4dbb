// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;

/// The built program, with aliases in a file, a real PostgreSQL and a real slapd, brings mail to
/// Maildirs of its own and to another one of itself.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AliasesTest {
  private static final String TEAM =
      """
      dn: cn=team,dc=example,dc=org
      objectClass: inetOrgPerson
      cn: team
      sn: T
      o: team@home.test
      mail: ann@home.test
      mail: bob@home.test
      """;

  private static final String OUTSIDE =
      """
      [plugins.recipients]
      domains = ["outside.test"]
      file = "recipients"
      """;

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int outside = BuiltServer.freePort();
  private final Running running = new Running();
  private PostgresServer postgres;
  private BuiltServer home;

  @BeforeAll
  void start() throws Exception {
    postgres = running.add(PostgresServer.start());
    postgres.execute(
        "CREATE TABLE alias (a text, goto text);"
            + "INSERT INTO alias VALUES ('sql@home.test', 'ann@home.test, tim@outside.test')");
    LdapServer ldap = running.add(LdapServer.start(Files.createDirectory(place("slapd")), TEAM));
    Files.createDirectory(place("home"));
    Files.writeString(place("home/sql-password"), PostgresServer.PASSWORD);
    Files.writeString(place("home/ldap-password"), LdapServer.PASSWORD);
    Files.writeString(
        place("home/aliases"),
        """
        info@home.test    ann@home.test, tim@outside.test
        lost@home.test    nobody@outside.test
        @old.test         @home.test
        /^list-(.+)@home\\.test$/  $1@home.test
        """);
    Files.writeString(
        place("home/recipients"),
        """
        ann@home.test
        bob@home.test
        info@home.test
        lost@home.test
        sql@home.test
        team@home.test
        unsure@home.test
        list-bob@home.test
        """);
    Files.createDirectory(place("outside"));
    Files.writeString(place("outside/recipients"), "tim@outside.test\n");
    running.add(BuiltServer.keeping(place("outside"), outside, "outside.test", OUTSIDE)).start();
    home = running.add(BuiltServer.keeping(place("home"), mx, "home.test", home(ldap)));
    home.start();
  }

  private static Path place(String name) {
    return directory.resolve(name);
  }

  private String home(LdapServer ldap) {
    return """
    [plugins.aliases]
    domains = ["home.test"]
    virtual-domains = ["old.test"]
    file = "aliases"
    separator = "+"
    known-for = "0s"
    unknown-for = "0s"
    sql-url = "%s"
    sql-password-file = "sql-password"
    sql-query = "SELECT goto FROM alias WHERE a = ?"
    ldap-servers = ["%s"]
    ldap-trust = "%s"
    ldap-base = "%s"
    ldap-bind-dn = "%s"
    ldap-password-file = "ldap-password"
    ldap-filter = "(o={address})"
    ldap-attribute = "mail"
    [plugins.recipients]
    domains = ["home.test"]
    file = "recipients"
    separator = "+"
    [plugins.routing]
    rules = ["account robot bulk"]
    [[route]]
    name = "bulk"
    hop = "discard"
    [[route]]
    domains = ["outside.test"]
    hop = "smtp"
    hosts = ["127.0.0.1:%d"]
    tls = "none"
    """
        .formatted(
            postgres.url(),
            ldap.url(),
            ldap.certificate(),
            LdapServer.BASE,
            LdapServer.ADMIN,
            outside);
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private void send(String mark, String from, String to) throws Exception {
    Command sent =
        Command.swaks(
            mx, "--from", from, "--to", to, "--header", "Message-Id: <" + mark + "@b.example>");
    assertThat(sent.status()).as(sent.output()).isZero();
  }

  private static String arrived(String mark, String mailbox) throws IOException {
    int at = mailbox.indexOf('@');
    String domain = mailbox.substring(at + 1);
    Path box = place(domain.replace(".test", "")).resolve("mail").resolve(domain);
    return new Arrivals(box.resolve(mailbox.substring(0, at))).once(mark);
  }

  private String rcpt(String recipient) throws IOException {
    try (Talk talk = Talk.with(mx)) {
      talk.ask("EHLO client.example");
      talk.ask("MAIL FROM:<a@b.example>");
      return talk.ask("RCPT TO:<" + recipient + ">");
    }
  }

  @Test
  void mailArrivesAtThoseBehindAnAddressHereAndElsewhere() throws Exception {
    send("file", "a@b.example", "info@home.test,ann@home.test");
    assertThat(arrived("file", "ann@home.test"))
        .contains("Return-Path: <a@b.example>", "Delivered-To: ann@home.test");
    assertThat(arrived("file", "tim@outside.test")).contains("Return-Path: <a@b.example>");
    assertThat(place("home/mail/home.test/info")).doesNotExist();
  }

  @Test
  void tablesElsewhereAreAsked() throws Exception {
    send("sql", "a@b.example", "sql+detail@home.test");
    arrived("sql", "ann@home.test");
    arrived("sql", "tim@outside.test");
    send("ldap", "a@b.example", "team@home.test");
    arrived("ldap", "ann@home.test");
    arrived("ldap", "bob@home.test");
  }

  @Test
  void aWholeDomainAndAPatternLeadToMailboxes() throws Exception {
    send("domain", "a@b.example", "bob@old.test");
    arrived("domain", "bob@home.test");
    send("pattern", "a@b.example", "list-bob@home.test");
    arrived("pattern", "bob@home.test");
  }

  @Test
  void whatCannotBeDeliveredComesBackToThoseBehindItsSender() throws Exception {
    send("bounce", "info@home.test", "lost@home.test");
    assertThat(arrived("bounce", "ann@home.test"))
        .contains("Return-Path: <>", "lost@home.test", "550 5.1.1");
    assertThat(arrived("bounce", "tim@outside.test")).contains("550 5.1.1");
  }

  @Test
  void nothingIsRelayedThatTheTablesDoNotName() throws Exception {
    assertThat(rcpt("tim@outside.test")).startsWith("550 5.7.1");
    assertThat(rcpt("tim%outside.test@old.test")).startsWith("550 5.7.1");
    assertThat(rcpt("nobody@home.test")).isEqualTo("550 5.1.1 No such mailbox here");
    assertThat(rcpt("info@home.test")).startsWith("250");
  }

  @Test
  void aTableThatIsAwayDelaysOnlyWhomItIsAskedAbout() throws Exception {
    postgres.kill();
    try {
      assertThat(rcpt("info@home.test")).startsWith("451 4.3.0");
      assertThat(rcpt("unsure@home.test")).startsWith("451 4.3.0 Aliases cannot be looked up now");
      assertThat(rcpt("tim@outside.test")).startsWith("550 5.7.1");
    } finally {
      postgres.again();
    }
    assertThat(rcpt("unsure@home.test")).startsWith("250");
  }

  private String explained(String... arguments) throws Exception {
    List<String> verb = new ArrayList<>(List.of("explain"));
    verb.addAll(List.of(arguments));
    Command told = Command.run("", home.command(verb.toArray(String[]::new)));
    assertThat(told.status()).as(told.output()).isZero();
    return told.output();
  }

  @Test
  void theWayOfMailIsExplainedToThoseBehindItsRecipient() throws Exception {
    assertThat(explained("sql@home.test", "--from", "a@b.example"))
        .startsWith(
            """
            recipient: sql@home.test
            aliases: sql@home.test, alias, sql
            aliases:   ann@home.test, gets it: no alias
            aliases:   tim@outside.test, gets it: its domain is not looked up here
            to: ann@home.test, tim@outside.test
            domain: home.test
            route: [[route]] number\
            """)
        .contains("\nmaildir: below ", "\ndomain: outside.test\n", "\nhost: 0 127.0.0.1 at ");
    assertThat(explained("tim@outside.test", "--account", "robot"))
        .startsWith(
            """
            recipient: tim@outside.test
            route: the [[route]] called bulk, as the plug-in routing says
            discard: it is thrown away
            """);
  }

  @Test
  void theOperatorIsToldWhereMailGoes() throws Exception {
    Command told = Command.run("", home.command("aliases", "sql@old.test"));
    assertThat(told.status()).as(told.output()).isZero();
    assertThat(told.output())
        .contains("sql@old.test\talias, ")
        .contains("aliases:3\n  sql@home.test\talias, sql\n")
        .contains("    ann@home.test\tgets it: no alias\n")
        .contains("    tim@outside.test\tgets it: its domain is not looked up here\n");
  }
}
