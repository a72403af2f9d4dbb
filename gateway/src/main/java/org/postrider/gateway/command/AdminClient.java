// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.Problem;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the running gateway, over its admin interface.
final class AdminClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int REFUSAL = 1 << 16;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;
  private final Path tokenFile;
  private final List<Problem> unread;

  private AdminClient(GatewaySettings.Admin admin, List<Problem> unread) {
    InetSocketAddress address = admin.address();
    String host = address.getAddress().getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    base = "http://" + shown + ":" + address.getPort();
    tokenFile = admin.tokenFile();
    this.unread = unread;
  }

  /// The gateway that runs with the configuration that is meant, whatever is wrong with that by
  /// now.
  static AdminClient of(ParseResult given, Console console) throws WrongConfiguration, Failure {
    List<Problem> unread = new ArrayList<>();
    return new AdminClient(
        SettingsReader.admin(Options.file(given), console.environment(), unread), unread);
  }

  /// What is at `path`.
  JsonNode get(String path, Map<String, String> query)
      throws IOException, InterruptedException, Failure {
    return asked(request(path, query).GET().build());
  }

  /// Writes the octets at `path`.
  void octets(String path, Map<String, String> query, OutputStream out)
      throws IOException, InterruptedException, Failure {
    HttpResponse<InputStream> response =
        sent(request(path, query).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(
            response.statusCode(), new String(in.readNBytes(REFUSAL), StandardCharsets.UTF_8));
      }
      in.transferTo(out);
    }
  }

  /// Writes the octets at `path` into a new file.
  Path file(String path, Map<String, String> query, Path into)
      throws IOException, InterruptedException, Failure {
    try (OutputStream out = Files.newOutputStream(into)) {
      octets(path, query, out);
    }
    return into;
  }

  /// Has `path` done.
  JsonNode post(String path, Map<String, String> query)
      throws IOException, InterruptedException, Failure {
    return asked(request(path, query).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  /// Has `path` done with what is sent.
  JsonNode post(String path, byte[] body) throws IOException, InterruptedException, Failure {
    return asked(
        request(path, Map.of()).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  /// Has `path` done with what is sent, and a file after it.
  JsonNode post(String path, byte[] first, Path file)
      throws IOException, InterruptedException, Failure {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.concat(
            HttpRequest.BodyPublishers.ofByteArray(first), HttpRequest.BodyPublishers.ofFile(file));
    return asked(request(path, Map.of()).POST(body).build());
  }

  /// Whether a gateway answers.
  boolean isThere() throws IOException, InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/health")).build();
      http.send(request, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /// Where it asks.
  String base() {
    return base;
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path, Map<String, String> query)
      throws IOException, Failure {
    List<String> parts = new ArrayList<>();
    query.forEach((name, value) -> parts.add(encoded(name) + "=" + encoded(value)));
    String suffix = parts.isEmpty() ? "" : "?" + String.join("&", parts);
    return HttpRequest.newBuilder(URI.create(base + path + suffix))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token())
        .header("Operator", encoded(System.getProperty("user.name", "")));
  }

  private String token() throws IOException, Failure {
    if (!Files.exists(tokenFile)) {
      throw Failure.of(tokenFile + ", which a gateway makes when it starts, is not there");
    }
    return Files.readString(tokenFile).strip();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode asked(HttpRequest request) throws IOException, InterruptedException, Failure {
    HttpResponse<String> response =
        sent(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw refused(response.statusCode(), response.body());
    }
    return JSON.readTree(response.body());
  }

  private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException, Failure {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw Failure.of("nothing answers at " + base + "; does the gateway run?" + unread());
    }
  }

  /// What may have hidden where the gateway really answers.
  private String unread() {
    return unread.isEmpty()
        ? ""
        : "\nthat address is what could be read of a configuration with mistakes:\n"
            + new WrongConfiguration(unread).getMessage();
  }

  private static Failure refused(int status, String body) {
    try {
      JsonNode problems = JSON.readTree(body).path("problems");
      List<String> lines = new ArrayList<>();
      problems.forEach(problem -> lines.add(problem.asString()));
      if (!lines.isEmpty()) {
        return Failure.of(String.join("\n", lines));
      }
    } catch (JacksonException e) {
      return Failure.of("the gateway answered " + status + ": " + body);
    }
    return Failure.of("the gateway answered " + status + ": " + body);
  }
}
