// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;

/// One question to a database, asked again and again about different words: a prepared statement,
/// so that no word is ever taken for SQL. Connections are made when they are needed and kept; there
/// are never more than the settings allow, and who finds all in use waits for a place. Driven by
/// whatever JDBC driver stands beside the plug-in. Ends with the plug-in. Any thread.
///
/// Settings, behind a prefix: `url`, `query` with a `?` wherever the word goes, `user`,
/// `password-file`, `connections`, `timeout`.
public final class Database {
  private final Terms terms;
  private final System.Logger log;
  private final Semaphore places;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean ended;

  private Database(Terms terms, System.Logger log) {
    this.terms = terms;
    this.log = log;
    places = new Semaphore(terms.bounds.connections(), true);
  }

  /// What is asked, and where; `query` has so many `marks` for the word.
  private record Terms(
      Driver driver, String url, Properties login, String query, int marks, Bounds bounds) {}

  /// Whether the settings name a database.
  public static boolean isIn(Settings settings, String prefix) {
    return !settings.text(prefix + "url", "").isEmpty();
  }

  /// Reads the settings; connects to nobody yet. Throws a
  /// [org.postrider.plugins.api.SettingsException].
  public static Database read(Host host, String prefix) {
    Settings settings = host.settings();
    String url = settings.text(prefix + "url", "");
    Driver driver = driver(url);
    if (driver == null) {
      throw settings.wrong(
          prefix + "url",
          "is no JDBC URL that a driver here knows; jdbc:postgresql://HOST/DATABASE is one, and"
              + " the jar of another driver goes into the plug-in's directory");
    }
    String query = settings.text(prefix + "query", "");
    int marks = marks(query);
    if (marks == 0) {
      throw settings.wrong(prefix + "query", "has no ? where the word goes that it is about");
    }
    Bounds bounds = Bounds.read(host, prefix);
    Properties login = new Properties();
    login.setProperty("user", settings.text(prefix + "user", "postrider"));
    login.setProperty("password", Secret.read(settings, prefix + "password-file"));
    if (url.startsWith("jdbc:postgresql:")) {
      String seconds = String.valueOf(bounds.timeoutSeconds());
      login.setProperty("connectTimeout", seconds);
      login.setProperty("socketTimeout", seconds);
      login.setProperty("readOnlyMode", "always"); // else only within a transaction
    }
    Database database =
        new Database(new Terms(driver, url, login, query, marks, bounds), host.logger());
    host.onUnload(database::end);
    return database;
  }

  private static @Nullable Driver driver(String url) {
    for (Driver driver : ServiceLoader.load(Driver.class, Database.class.getClassLoader())) {
      try {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      } catch (SQLException _) {
        return null; // its URL, and no good one
      }
    }
    return null;
  }

  /// How many `?` there are outside quotes.
  private static int marks(String query) {
    int marks = 0;
    char quote = 0;
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        marks++;
      }
    }
    return marks;
  }

  /// The first column of the first row, `""` where that is null; empty where there is no row. An
  /// `IOException` means that nobody can say now.
  public Optional<String> ask(String word) throws IOException, InterruptedException {
    return askAll(word, 1).stream().findFirst();
  }

  /// The first column of each row, `""` where that is null, of `most` rows where there are more. An
  /// `IOException` means that nobody can say now.
  public List<String> askAll(String word, int most) throws IOException, InterruptedException {
    if (!places.tryAcquire(terms.bounds.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException(
          "all %d connections to the database are in use".formatted(terms.bounds.connections()));
    }
    try {
      Connection kept = idle.pollFirst();
      return kept == null ? answer(connect(), word, most) : answerOfKept(kept, word, most);
    } catch (SQLException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while the database was asked");
      }
      throw new IOException("the database cannot say: " + e.getMessage(), e);
    } finally {
      places.release();
    }
  }

  /// A connection may have ended while nobody used it: that alone is no trouble of the database.
  private List<String> answerOfKept(Connection kept, String word, int most) throws SQLException {
    try {
      return answer(kept, word, most);
    } catch (SQLException e) {
      log.log(Level.DEBUG, "a kept connection to the database is given up: {0}", e.getMessage());
      return answer(connect(), word, most);
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = terms.driver.connect(terms.url, terms.login);
    if (connection == null) {
      throw new SQLException("the driver does not know the URL after all");
    }
    connection.setReadOnly(true);
    return connection;
  }

  private List<String> answer(Connection connection, String word, int most) throws SQLException {
    boolean well = false;
    try (PreparedStatement statement = connection.prepareStatement(terms.query)) {
      statement.setQueryTimeout(terms.bounds.timeoutSeconds());
      statement.setMaxRows(most);
      for (int mark = 1; mark <= terms.marks; mark++) {
        statement.setString(mark, word);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> answer = new ArrayList<>();
        while (rows.next()) {
          answer.add(Objects.requireNonNullElse(rows.getString(1), ""));
        }
        well = true;
        return answer;
      }
    } finally {
      if (well && !ended) {
        idle.addFirst(connection);
      } else {
        close(connection);
      }
    }
  }

  private void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.log(Level.DEBUG, "a connection to the database cannot be closed", e);
    }
  }

  private void end() {
    ended = true;
    for (Connection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
      close(each);
    }
  }
}
