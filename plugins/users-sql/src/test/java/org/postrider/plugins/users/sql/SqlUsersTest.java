// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.PostgresServer;

/// Against a real PostgreSQL, which keeps one password in every form.
@Timeout(180)
class SqlUsersTest {
  private static final String SCRAM =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
          + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
  private static final String BCRYPT =
      "$2y$04$abcdefghijklmnopqrstuu/FyAyuZSl3DbPdvio4KrIBdz2k2yhV2";
  private static final String SHA =
      "$6$rounds=1500$saltsalt$nvjgpWkL8d.cP1hjExMzuGdwy.gwU7nmc1MJoKywgg0.OFCAWjU5Rcjz3Hhb.UlRjs5"
          + "SjI9xNOxLWoCBJwlw60";

  @TempDir private static Path place;
  private static @Nullable PostgresServer server;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.start();
    Files.writeString(place.resolve("password"), PostgresServer.PASSWORD);
    server.execute(
        """
        CREATE TABLE people (name text PRIMARY KEY, hash text);
        INSERT INTO people VALUES
          ('scram', '%s'), ('bcrypt', '{BLF-CRYPT}%s'), ('sha', '{SHA512-CRYPT}%s'),
          ('locked', '!'), ('none', NULL), ('plain', 'pencil');
        """
            .formatted(SCRAM, BCRYPT, SHA));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static PostgresServer server() {
    return Objects.requireNonNull(server);
  }

  private static PluginHarness harness() {
    return PluginHarness.with(new SqlUsers(new SplittableRandom(1)))
        .directory(place)
        .setting("url", server().url())
        .setting("password-file", "password")
        .setting("query", "SELECT hash FROM people WHERE name = ?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scram", "bcrypt", "sha"})
  void theDatabaseSaysWhoMayLogIn(String name) {
    PluginHarness harness = harness();
    assertThat(harness.password(name, "pencil")).contains(new Login.Proved(name));
    assertThat(harness.password(name, "pencil")).contains(new Login.Proved(name));
    assertThat(harness.password(name, "pencils")).contains(new Login.Wrong());
    assertThat(harness.password(name, "")).contains(new Login.Wrong());
  }

  @Test
  void unknownNamesAreNobodys() {
    assertThat(harness().password("nobody", "pencil")).isEmpty();
    assertThat(harness().password("' OR ''='", "pencil")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"locked", "none", "plain"})
  void whatIsNoHashLetsNobodyIn(String name) {
    PluginHarness harness = harness();
    assertThat(harness.password(name, "pencil")).contains(new Login.Wrong());
    assertThat(harness.password(name, "")).contains(new Login.Wrong());
    assertThat(harness.password(name, "!")).contains(new Login.Wrong());
    assertThat(harness.logged())
        .allSatisfy(
            line -> assertThat(line).contains(name + " is no use").doesNotContain("pencil"));
  }

  @Test
  void scramWorksForThoseWhoseVerifierIsOne() {
    PluginHarness harness = harness();
    assertThat(harness.scram("scram"))
        .hasValueSatisfying(verifier -> {
          assertThat(verifier.account()).isEqualTo("scram");
          assertThat(verifier.iterations()).isEqualTo(4096);
        });
    assertThat(harness.scram("sha")).isEmpty();
    assertThat(harness.scram("nobody")).isEmpty();
  }

  @Test
  void aChangedPasswordHoldsAtOnce() throws Exception {
    server().execute("INSERT INTO people SELECT 'moving', hash FROM people WHERE name = 'sha'");
    PluginHarness harness = harness();
    assertThat(harness.password("moving", "pencil")).contains(new Login.Proved("moving"));
    server().execute("UPDATE people SET hash = '!' WHERE name = 'moving'");
    assertThat(harness.password("moving", "pencil")).contains(new Login.Wrong());
    server().execute("DELETE FROM people WHERE name = 'moving'");
    assertThat(harness.password("moving", "pencil")).isEmpty();
  }

  @Test
  void aDatabaseThatIsAwayIsNoAnswer() {
    PluginHarness harness = harness().setting("url", "jdbc:postgresql://127.0.0.1:1/none");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.password("scram", "pencil"))
        .withCauseInstanceOf(IOException.class);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.scram("scram"))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void tellsWhatIsWrong() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting("hashing-at-once", 0).install())
        .withMessageStartingWith("plugins.users-sql.hashing-at-once: ");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting("query", "SELECT 1").install())
        .withMessageStartingWith("plugins.users-sql.query: ");
  }
}
