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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the running gateway, over its admin interface.
final class AdminClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Octets read of an answer that says no.
  private static final int MOST_PROBLEM = 1 << 16;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;
  private final String token;

  private AdminClient(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /// The gateway that runs with the configuration that is meant.
  static AdminClient of(ParseResult given, Console console)
      throws IOException, WrongConfiguration, Failure {
    GatewaySettings settings = SettingsReader.read(Options.file(given), console.environment());
    InetSocketAddress address = settings.admin().address();
    String token = Files.readString(settings.admin().tokenFile()).strip();
    String host = address.getAddress().getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return new AdminClient("http://" + shown + ":" + address.getPort(), token);
  }

  /// What is at `path`.
  JsonNode get(String path, Map<String, String> query)
      throws IOException, InterruptedException, Failure {
    return asked(request(path, query).GET().build());
  }

  /// Writes the octets at `path` to `out` as they come, however many.
  void octets(String path, OutputStream out) throws IOException, InterruptedException, Failure {
    HttpResponse<InputStream> response =
        sent(request(path, Map.of()).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        String problem = new String(body.readNBytes(MOST_PROBLEM), StandardCharsets.UTF_8);
        throw refused(response.statusCode(), problem);
      }
      body.transferTo(out);
    }
  }

  /// Has `path` done.
  JsonNode post(String path, Map<String, String> query)
      throws IOException, InterruptedException, Failure {
    return asked(request(path, query).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path, Map<String, String> query) {
    List<String> parts = new ArrayList<>();
    query.forEach((name, value) -> parts.add(encoded(name) + "=" + encoded(value)));
    String suffix = parts.isEmpty() ? "" : "?" + String.join("&", parts);
    return HttpRequest.newBuilder(URI.create(base + path + suffix))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Operator", encoded(System.getProperty("user.name", "")));
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
      throw Failure.of("nothing answers at " + base + "; does the gateway run?");
    }
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
