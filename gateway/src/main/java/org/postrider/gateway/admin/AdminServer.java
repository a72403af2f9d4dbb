// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.depot.Leases;
import org.postrider.gateway.depot.SpoolDepot;
import org.postrider.gateway.observe.JsonText;
import org.postrider.gateway.observe.Metrics;
import org.postrider.gateway.settings.WrongConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Answers the operator over HTTP: `/health`, `/ready` and `/metrics` for whoever reaches the
/// loopback address, everything else for those who show the token. Each request has a virtual
/// thread; a request may take 30 seconds to arrive and its answer 5 minutes to leave.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int BACKLOG = 64;
  private static final String UNCHANGED =
      "not reloaded; the configuration that was in force stays in force";
  private static final String JSON = "application/json; charset=utf-8";

  static {
    // The JDK's server reads its bounds once, from system properties only.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxRspTime", "300");
    System.setProperty("sun.net.httpserver.idleInterval", "60");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "32");
    System.setProperty("jdk.httpserver.maxConnections", "256");
  }

  /// An answer: status, media type, and content, read to its end while it is sent.
  ///
  /// @param length octets of `content`
  record Answer(int status, String type, long length, InputStream content) {
    static Answer whole(int status, String type, byte[] content) {
      return new Answer(status, type, content.length, new ByteArrayInputStream(content));
    }

    static Answer json(int status, JsonText json) {
      return whole(status, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(JsonNode json) {
      return whole(200, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Answer problems(int status, List<String> problems) {
      JsonText json = new JsonText().open().list("problems");
      problems.forEach(json::item);
      return json(status, json.end().close());
    }

    static Answer problem(int status, String problem) {
      return problems(status, List.of(problem));
    }
  }

  private final HttpServer http;
  private final ExecutorService executor;
  private final Operations operations;
  private final QueueApi queue;
  private final SpoolApi spool;
  private final SiteApi sites;
  private final byte[] token;

  private AdminServer(HttpServer http, String token, Operations operations, QueueApi queue) {
    this.http = http;
    this.operations = operations;
    this.queue = queue;
    spool = new SpoolApi(operations, depot(operations));
    sites = new SiteApi(operations);
    this.token = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
  }

  private static SpoolDepot depot(Operations operations) {
    return new SpoolDepot(operations.spool(), new Leases(operations), operations.clock());
  }

  /// Begins to answer.
  public static AdminServer open(
      InetSocketAddress address, String token, Operations operations, QueueApi queue)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "[admin] cannot listen on "
              + address.toString().replaceFirst(".*/", "")
              + ": "
              + e.getMessage(),
          e);
    }
    AdminServer server = new AdminServer(http, token, operations, queue);
    http.setExecutor(server.executor);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return http.getAddress();
  }

  @Override
  public void close() {
    spool.close();
    http.stop(0);
    executor.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer = answer(exchange);
    try (exchange;
        InputStream content = answer.content()) {
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : answer.length());
      content.transferTo(exchange.getResponseBody());
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    try {
      if (!isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
        return Answer.problem(403, "only asked for as a loopback address or localhost");
      }
      if (method.equals("GET")) {
        switch (path) {
          case "/health":
            return health();
          case "/ready":
            return ready();
          case "/metrics":
            return metrics();
          default:
        }
      }
      if (!isOperator(exchange)) {
        return Answer.problem(401, "wants the token of the file that admin.token-file names");
      }
      if (path.startsWith(SpoolApi.PATH)) {
        return spool.answer(method, path, exchange);
      }
      if (path.equals(SiteApi.PATH) || path.startsWith(SiteApi.PATH + "/")) {
        return sites.answer(method, path, exchange);
      }
      return path.equals("/reload") && method.equals("POST")
          ? reload()
          : queue.answer(method, path, exchange);
    } catch (IOException | RuntimeException e) {
      LOG.error("{} {} failed", method, path, e);
      return Answer.problem(500, "failed: " + e);
    }
  }

  /// A page of the web that was given a name for our address must not read here.
  private static boolean isLocal(@Nullable String host) {
    return host != null && host.matches("(?:127\\.[0-9.]+|\\[::1]|localhost)(?::[0-9]+)?");
  }

  private boolean isOperator(HttpExchange exchange) {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return shown != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token);
  }

  private Answer health() {
    var health = operations.spool().health();
    JsonText json =
        new JsonText()
            .open()
            .flag("healthy", health.healthy())
            .flag("full", health.full())
            .text("detail", health.detail())
            .number("entries", health.entries())
            .number("octets", health.octets())
            .number("free", health.free())
            .number("damaged", health.damaged())
            .close();
    return Answer.json(health.healthy() ? 200 : 503, json);
  }

  private Answer ready() {
    String unready = operations.unready();
    JsonText json =
        new JsonText().open().flag("ready", unready.isEmpty()).some("detail", unready).close();
    return Answer.json(unready.isEmpty() ? 200 : 503, json);
  }

  private Answer metrics() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    operations.metrics(out);
    return Answer.whole(200, Metrics.CONTENT_TYPE, out.toByteArray());
  }

  private Answer reload() throws IOException {
    try {
      JsonText json = new JsonText().open().flag("reloaded", true).list("notes");
      operations.reload().forEach(json::item);
      return Answer.json(200, json.end().close());
    } catch (WrongConfiguration | IOException e) {
      Stream<String> problems = String.valueOf(e.getMessage()).lines();
      return Answer.problems(422, Stream.concat(problems, Stream.of(UNCHANGED)).toList());
    }
  }
}
