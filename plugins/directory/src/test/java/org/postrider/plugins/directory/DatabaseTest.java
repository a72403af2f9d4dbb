// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.Outside;
import org.postrider.testkit.PostgresServer;
import org.postrider.testkit.Waits;

/// Against a real PostgreSQL.
@Timeout(180)
class DatabaseTest {
  private static final String ASK = "SELECT hash FROM people WHERE name = ?";

  private static @Nullable PostgresServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    Outside.program("setpriv");
    server = PostgresServer.start();
    server()
        .execute(
            """
            CREATE TABLE people (name text, hash text);
            INSERT INTO people VALUES ('tim', 'abc'), ('ann', NULL), ('o''hara', 'quoted');
            """);
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

  @BeforeEach
  void writePassword() throws IOException {
    Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD + "\n");
  }

  /// A plug-in that only reads the settings of a database.
  private static final class Reader implements SmtpPlugin {
    private @Nullable Database database;

    @Override
    public String name() {
      return "reader";
    }

    @Override
    public void install(Host host) {
      database = Database.read(host, "sql-");
    }

    Database database() {
      return Objects.requireNonNull(database);
    }
  }

  private final Reader reader = new Reader();

  private PluginHarness harness(String query) {
    return PluginHarness.with(reader)
        .directory(directory)
        .setting("sql-url", server().url())
        .setting("sql-user", PostgresServer.USER)
        .setting("sql-password-file", "password")
        .setting("sql-query", query);
  }

  private Database database(String query) {
    harness(query).install();
    return reader.database();
  }

  private static String connections() throws IOException {
    return server()
        .execute("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%JDBC%'");
  }

  @Test
  void findsTheFirstColumnOfTheFirstRow() throws Exception {
    Database database = database(ASK);
    assertThat(database.ask("tim")).contains("abc");
    assertThat(database.ask("ann")).contains("");
    assertThat(database.ask("nobody")).isEmpty();
  }

  @Test
  void takesNoWordForSql() throws Exception {
    Database database = database(ASK);
    assertThat(database.ask("' OR '1'='1")).isEmpty();
    assertThat(database.ask("x'; DROP TABLE people; --")).isEmpty();
    assertThat(database.ask("o'hara")).contains("quoted");
    assertThat(database.ask("tim")).contains("abc");
  }

  @Test
  void putsTheWordInAtEveryMarkButNotInsideQuotes() throws Exception {
    Database database =
        database("SELECT '?' || split_part(?, '@', 1) || \"name\" FROM people WHERE name = ?");
    assertThat(database.ask("tim")).contains("?timtim");
  }

  @Test
  void cannotWrite() {
    Database database = database("DELETE FROM people WHERE name = ? RETURNING name");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> database.ask("tim"))
        .withMessageContaining("read-only");
  }

  @Test
  void keepsToItsConnectionsAndSaysSoWhenAllAreInUse() throws Exception {
    PluginHarness harness =
        harness("SELECT pg_sleep(2)::text FROM people WHERE name <> ?")
            .setting("sql-connections", 1)
            .setting("sql-timeout", "1s");
    harness.install();
    List<Future<?>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        asked.add(threads.submit(() -> reader.database().ask("x")));
      }
      assertThat(Integer.parseInt(connections())).isLessThanOrEqualTo(1);
    }
    assertThat(asked)
        .allSatisfy(each ->
            assertThat(each.exceptionNow())
                .isInstanceOf(IOException.class)
                .message()
                .containsAnyOf("are in use", "cannot say"));
    assertThat(asked)
        .anySatisfy(each -> assertThat(each.exceptionNow()).hasMessageContaining("in"));
  }

  @Test
  void outlivesTheServer() throws Exception {
    Database database = database(ASK);
    assertThat(database.ask("tim")).contains("abc");
    server().kill();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> database.ask("tim"))
        .withMessageStartingWith("the database cannot say: ");
    server().again();
    assertThat(database.ask("tim")).contains("abc");
  }

  @Test
  void endsWithThePlugin() throws Exception {
    PluginHarness harness = harness(ASK);
    harness.install();
    reader.database().ask("tim");
    assertThat(Integer.parseInt(connections())).isPositive();
    harness.unload();
    await().atMost(Waits.LONGEST).until(() -> connections().equals("0"));
  }

  @Test
  void tellsWhatIsWrong() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> database("SELECT 1"))
        .withMessage("plugins.reader.sql-query: has no ? where the word goes that it is about");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness(ASK).setting("sql-url", "jdbc:mystery:x").install())
        .withMessageStartingWith("plugins.reader.sql-url: is no JDBC URL that a driver here knows");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness(ASK).setting("sql-password-file", "none").install())
        .withMessageStartingWith("plugins.reader.sql-password-file: ");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness(ASK).setting("sql-timeout", "10s").install())
        .withMessage("plugins.reader.sql-timeout: has to be more than 0s and less than `deadline`");
  }
}
