// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.daemons;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;

/// A program that plug-ins ask over a socket, behind one or more addresses. At most `connections`
/// are open to it at once; who comes later waits. There is no time limit here but for connecting:
/// the plug-in's `deadline` interrupts the thread that asks, and with that ends whatever it does.
/// Any thread.
///
/// Settings: `servers`, asked in turn from the one that answered last; `connections`;
/// `connect-timeout`.
public final class Daemon {
  private static final String SERVERS = "servers";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final Duration LONGEST_TO_CONNECT = Duration.ofMinutes(1);

  private final Host host;
  private final List<Endpoint> servers;
  private final Duration connectTimeout;
  private final Semaphore connections;
  private volatile int preferred;

  private Daemon(Host host, List<Endpoint> servers, Duration connectTimeout, int connections) {
    this.host = host;
    this.servers = servers;
    this.connectTimeout = connectTimeout;
    this.connections = new Semaphore(connections, true);
  }

  /// One question to the daemon, from the first octet to the end of its answer.
  ///
  /// @param <T> what it answers
  @FunctionalInterface
  public interface Exchange<T> {
    /// Asks over a new connection. May be called again with another one where this fails.
    T over(Line line) throws IOException;
  }

  /// Reads the plug-in's settings; `absent` is where the daemon is if they don't say, and
  /// `connections` how many it can well bear. Throws a
  /// [org.postrider.plugins.api.SettingsException].
  public static Daemon read(Host host, String absent, int connections) {
    return read(host, "", List.of(absent), connections);
  }

  /// The same where the keys begin with `prefix`, since the plug-in asks others too.
  public static Daemon read(Host host, String prefix, List<String> absent, int connections) {
    Settings settings = host.settings();
    String key = prefix + SERVERS;
    List<String> texts = settings.texts(key, absent);
    if (texts.isEmpty()) {
      throw settings.wrong(key, "has to name at least one");
    }
    List<Endpoint> servers = new ArrayList<>();
    for (String text : texts) {
      try {
        servers.add(Endpoint.parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(key, "\"" + text + "\" " + e.getMessage());
      }
    }
    String patience = prefix + CONNECT_TIMEOUT;
    Duration connectTimeout = settings.duration(patience, Duration.ofSeconds(2));
    if (!connectTimeout.isPositive() || connectTimeout.compareTo(LONGEST_TO_CONNECT) > 0) {
      throw settings.wrong(patience, "has to be more than 0s and at most 1m");
    }
    int atOnce = (int) settings.number(prefix + "connections", connections, 1, 10_000);
    return new Daemon(host, List.copyOf(servers), connectTimeout, atOnce);
  }

  /// Asks; an exception means that no server could answer. Counts `unreachable` for each that could
  /// not.
  public <T> T ask(Exchange<T> exchange) throws IOException, InterruptedException {
    connections.acquire();
    try {
      return inTurn(exchange);
    } finally {
      connections.release();
    }
  }

  private <T> T inTurn(Exchange<T> exchange) throws IOException, InterruptedException {
    IOException failure = new IOException("no server gave an answer");
    int begin = preferred;
    for (int turn = 0; turn < servers.size(); turn++) {
      int number = (begin + turn) % servers.size();
      try (Line line = Line.to(servers.get(number).connect(connectTimeout))) {
        T answer = exchange.over(line);
        preferred = number;
        return answer;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("at " + servers.get(number));
        }
        host.meter().count("unreachable");
        failure.addSuppressed(new IOException(servers.get(number) + ": " + e.getMessage(), e));
      }
    }
    throw told(failure);
  }

  /// The log shows an exception's own words only.
  private static IOException told(IOException failure) {
    List<String> reasons = new ArrayList<>();
    for (Throwable each : failure.getSuppressed()) {
      reasons.add(each.getMessage());
    }
    return new IOException(failure.getMessage() + ": " + String.join("; ", reasons), failure);
  }
}
