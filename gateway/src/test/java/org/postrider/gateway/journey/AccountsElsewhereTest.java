// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.DovecotAuth;
import org.postrider.testkit.LdapServer;
import org.postrider.testkit.PostgresServer;
import org.postrider.testkit.TestCertificate;

/// The built program, with accounts in a real PostgreSQL, a real slapd and a real Dovecot, as swaks
/// logs in.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountsElsewhereTest {
  private static final String PENCIL =
      "$6$rounds=1500$saltsalt$nvjgpWkL8d.cP1hjExMzuGdwy.gwU7nmc1MJoKywgg0.OFCAWjU5Rcjz3Hhb.UlRjs5"
          + "SjI9xNOxLWoCBJwlw60";
  private static final String PEOPLE =
      """
      dn: uid=ldap,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: ldap
      cn: L
      sn: L
      userPassword: pencil
      """;

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int submission = BuiltServer.freePort();
  private final Running running = new Running();
  private PostgresServer postgres;

  @BeforeAll
  void start() throws Exception {
    postgres = running.add(PostgresServer.start());
    postgres.execute(
        "CREATE TABLE account (name text, hash text); INSERT INTO account VALUES ('sql', '%s')"
            .formatted(PENCIL));
    LdapServer ldap = running.add(LdapServer.start(Files.createDirectory(place("slapd")), PEOPLE));
    DovecotAuth dovecot = running.add(DovecotAuth.start(Map.of("dovecot", "{PLAIN}pencil")));
    Files.createDirectory(place("gateway"));
    Files.writeString(place("gateway/sql-password"), PostgresServer.PASSWORD);
    Files.writeString(place("gateway/ldap-password"), LdapServer.PASSWORD);
    TestCertificate.make(directory, "mx.home.test").write(place("cert.pem"), place("key.pem"));
    String more = configuration(ldap, dovecot);
    running.add(BuiltServer.keeping(place("gateway"), mx, "home.test", more)).start();
  }

  private static Path place(String name) {
    return directory.resolve(name);
  }

  private String configuration(LdapServer ldap, DovecotAuth dovecot) {
    return """
    [[listener]]
    name = "submission"
    kind = "submission"
    address = "127.0.0.1:%d"
    [tls]
    certificate = "%s"
    key = "%s"
    [plugins.users-sql]
    url = "%s"
    password-file = "sql-password"
    query = "SELECT hash FROM account WHERE name = ?"
    [plugins.users-ldap]
    servers = ["%s"]
    trust = "%s"
    base = "%s"
    bind-dn = "%s"
    password-file = "ldap-password"
    filter = "(uid={name})"
    [plugins.users-dovecot]
    servers = ["%s"]
    """
        .formatted(
            submission,
            place("cert.pem"),
            place("key.pem"),
            postgres.url(),
            ldap.url(),
            ldap.certificate(),
            LdapServer.BASE,
            LdapServer.ADMIN,
            dovecot.socket());
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private Command logIn(String mechanism, String name, String password) throws Exception {
    return Command.swaks(
        submission,
        "--tls",
        "--auth",
        mechanism,
        "--auth-user",
        name,
        "--auth-password",
        password,
        "--from",
        "a@home.test",
        "--to",
        "b@home.test");
  }

  @ParameterizedTest
  @CsvSource({"sql, PLAIN", "sql, LOGIN", "ldap, PLAIN", "ldap, LOGIN", "dovecot, PLAIN"})
  void whoProvesToBeSomebodyMaySend(String name, String mechanism) throws Exception {
    Command sent = logIn(mechanism, name, "pencil");
    assertThat(sent.status()).as(sent.output()).isZero();
    assertThat(sent.output()).contains("235 2.7.0").contains("250 2.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sql", "ldap", "dovecot", "nobody"})
  void whoDoesNotIsRefused(String name) throws Exception {
    assertThat(logIn("PLAIN", name, "pen").output()).contains("535 5.7.8");
  }

  @Test
  void whereOneCannotSayNobodyIsCalledWrong() throws Exception {
    assertThat(logIn("PLAIN", "ann@fails.example", "pencil").output()).contains("454 4.7.0");
    postgres.kill();
    assertThat(logIn("PLAIN", "sql", "pencil").output()).contains("454 4.7.0");
    postgres.again();
    assertThat(logIn("PLAIN", "sql", "pencil").output()).contains("235 2.7.0");
  }
}
