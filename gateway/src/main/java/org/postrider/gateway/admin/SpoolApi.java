// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.gateway.admin.AdminServer.Answer;
import org.postrider.gateway.depot.SpoolDepot;
import org.postrider.plugins.api.Told;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The spool as a whole, below `/spool`: messages with their waybills out (`GET /spool/messages`,
/// `POST /spool/take`, `/remove`, `/back`) and in (`POST /spool/message`), and walks through it
/// (`POST /spool/check`, `/stats`, `/stop`, `GET /spool/walk`). Any thread that may block.
final class SpoolApi {
  static final String PATH = "/spool/";

  /// Of a list of names, or a waybill.
  private static final int MOST_OCTETS = 4 << 20;

  private final Operations operations;
  private final SpoolDepot depot;
  private final Walks walks;

  SpoolApi(Operations operations, SpoolDepot depot) {
    this.operations = operations;
    this.depot = depot;
    walks = new Walks(depot);
  }

  Answer answer(String method, String path, HttpExchange exchange) throws IOException {
    String act = path.substring(PATH.length());
    try {
      Parameters parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
      return method.equals("GET")
          ? show(act, parameters)
          : act(act, QueueApi.operator(exchange), exchange.getRequestBody());
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
  }

  private Answer show(String act, Parameters parameters) throws IOException {
    return switch (act) {
      case "messages" -> Answer.json(depot.messages(parameters.filter(), parameters.text("page")));
      case "walk" -> Answer.json(walks.state());
      default -> nothing(act);
    };
  }

  private Answer act(String act, String operator, InputStream body) throws IOException {
    switch (act) {
      case "take":
        return Answer.json(depot.take(names(body)));
      case "remove":
        long count = depot.remove(names(body));
        operations.told(new Told.Operated(operator, "export", "", count));
        return Answer.json(JsonMapper.shared().createObjectNode().put("count", count));
      case "back":
        depot.giveBack(names(body));
        operations.wake();
        return Answer.json(JsonMapper.shared().createObjectNode());
      case "message":
        return message(operator, body);
      case "check", "stats":
        return walks.begin(act)
            ? Answer.json(walks.state())
            : Answer.problem(409, "somebody else walks through the spool; try again later");
      case "stop":
        walks.stop();
        return Answer.json(walks.state());
      default:
        return nothing(act);
    }
  }

  private static Answer nothing(String act) {
    return Answer.problem(404, "there is nothing at " + PATH + act);
  }

  private static List<String> names(InputStream body) throws IOException {
    byte[] octets = body.readNBytes(MOST_OCTETS + 1);
    if (octets.length > MOST_OCTETS) {
      throw new IllegalArgumentException("too many names at once");
    }
    return new String(octets, StandardCharsets.US_ASCII).lines().toList();
  }

  /// A line of JSON, the waybill, and then the octets of the message.
  private Answer message(String operator, InputStream body) throws IOException {
    InputStream in = new BufferedInputStream(body);
    JsonNode waybill;
    try {
      waybill = JsonMapper.shared().readTree(line(in));
    } catch (JacksonException e) {
      return Answer.problem(400, "the waybill is no JSON: " + e.getOriginalMessage());
    }
    JsonNode result = depot.put(waybill, in);
    if (result.path("result").asString().equals("imported")) {
      String which = "id=" + waybill.path("id").asString();
      int count = waybill.path("entries").size();
      operations.told(new Told.Operated(operator, "import", which, count));
    }
    return Answer.json(result);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.write(octet);
      if (line.size() > MOST_OCTETS) {
        throw new IllegalArgumentException("the waybill is too long");
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /// Ends what is under way.
  void close() {
    walks.stop();
  }
}
