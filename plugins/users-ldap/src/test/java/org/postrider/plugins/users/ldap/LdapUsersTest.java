// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.LdapServer;

/// Against a real slapd.
@Timeout(180)
class LdapUsersTest {
  private static final String PEOPLE =
      """
      dn: uid=tim,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: tim
      cn: Tim
      sn: T
      mail: tim@example.org
      userPassword: correct horse

      dn: cn=ann,dc=example,dc=org
      objectClass: inetOrgPerson
      cn: ann
      sn: A
      mail: ann@example.org
      userPassword: correct horse

      dn: uid=twin,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: twin
      cn: Twin
      sn: T
      mail: twin@example.org
      userPassword: correct horse

      dn: uid=twin2,dc=example,dc=org
      objectClass: inetOrgPerson
      uid: twin2
      cn: Twin
      sn: T
      mail: twin@example.org
      userPassword: correct horse
      """;

  @TempDir private static Path place;
  private static @Nullable LdapServer server;

  @BeforeAll
  static void start() throws Exception {
    server = LdapServer.start(place, PEOPLE);
    Files.writeString(place.resolve("password"), LdapServer.PASSWORD);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static PluginHarness harness() {
    LdapServer running = Objects.requireNonNull(server);
    return PluginHarness.with(new LdapUsers())
        .directory(place)
        .setting("servers", List.of(running.url()))
        .setting("trust", running.certificate().toString())
        .setting("base", LdapServer.BASE)
        .setting("bind-dn", LdapServer.ADMIN)
        .setting("password-file", "password")
        .setting("filter", "(&(objectClass=inetOrgPerson)(|(uid={name})(mail={name})))");
  }

  @Test
  void theDirectorySaysWhoMayLogIn() {
    PluginHarness harness = harness();
    assertThat(harness.password("tim", "correct horse")).contains(new Login.Proved("tim"));
    assertThat(harness.password("tim", "wrong")).contains(new Login.Wrong());
    assertThat(harness.password("nobody", "correct horse")).isEmpty();
  }

  @Test
  void theAccountIsWhatTheDirectoryCallsIt() {
    PluginHarness harness = harness();
    assertThat(harness.password("TIM", "correct horse")).contains(new Login.Proved("tim"));
    assertThat(harness.password("tim@Example.org", "correct horse"))
        .contains(new Login.Proved("tim"));
    assertThat(harness().setting("account", "mail").password("tim", "correct horse"))
        .contains(new Login.Proved("tim@example.org"));
  }

  @Test
  void noNameIsAFilterAndNoEmptyPasswordRight() {
    PluginHarness harness = harness();
    assertThat(harness.password("*", "correct horse")).isEmpty();
    assertThat(harness.password("tim)(|(uid=*", "correct horse")).isEmpty();
    assertThat(harness.password("tim", "")).contains(new Login.Wrong());
  }

  @Test
  void aNameThatMeansSeveralOrHasNoAccountIsNobodys() {
    PluginHarness harness = harness();
    assertThat(harness.password("twin@example.org", "correct horse")).contains(new Login.Wrong());
    assertThat(harness.password("ann@example.org", "correct horse")).contains(new Login.Wrong());
    assertThat(harness.logged())
        .anySatisfy(line -> assertThat(line).contains("twin@example.org means more than one"))
        .anySatisfy(line -> assertThat(line).contains("cn=ann,dc=example,dc=org has no uid"));
  }

  @Test
  void aServerThatIsAwayIsNoAnswer() {
    PluginHarness harness = harness().setting("servers", List.of("ldap://127.0.0.1:1"));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.password("tim", "correct horse"))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void tellsWhatIsWrong() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting("filter", "(uid=tim)").install())
        .withMessage("plugins.users-ldap.filter: has none of {name}");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> PluginHarness.with(new LdapUsers()).install())
        .withMessageStartingWith("plugins.users-ldap.base: ");
  }
}
