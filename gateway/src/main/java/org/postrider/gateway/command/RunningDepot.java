// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.depot.Depot;
import org.postrider.queue.store.Progress;
import tools.jackson.databind.JsonNode;

/// The spool of a gateway that runs, asked through it.
final class RunningDepot implements Depot {
  private static final long LOOK_MILLIS = 500;

  private final AdminClient client;

  RunningDepot(AdminClient client) {
    this.client = client;
  }

  /// Something asked of the gateway.
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException, InterruptedException, Failure;
  }

  private static <T> T asked(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (Failure e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public JsonNode messages(Map<String, String> filter, @Nullable String page) throws IOException {
    Map<String, String> query = new LinkedHashMap<>(filter);
    if (page != null) {
      query.put("page", page);
    }
    return asked(() -> client.get("/spool/messages", query));
  }

  @Override
  public void content(String id, Path into) throws IOException {
    asked(() -> client.file("/queue/" + id + "/content", Map.of(), into));
  }

  @Override
  public JsonNode take(List<String> names) throws IOException {
    return asked(() -> client.post("/spool/take", octets(names)));
  }

  @Override
  public long remove(List<String> names) throws IOException {
    return asked(() -> client.post("/spool/remove", octets(names))).path("count").asLong();
  }

  @Override
  public void giveBack(List<String> names) throws IOException {
    asked(() -> client.post("/spool/back", octets(names)));
  }

  private static byte[] octets(List<String> names) {
    return String.join("\n", names).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public JsonNode put(JsonNode waybill, Path content) throws IOException {
    byte[] line = (waybill + "\n").getBytes(StandardCharsets.UTF_8);
    return asked(() -> client.post("/spool/message", line, content));
  }

  @Override
  public JsonNode walk(String kind, Progress progress) throws IOException {
    JsonNode state = asked(() -> client.post("/spool/" + kind, Map.of()));
    while (state.path("running").asBoolean()) {
      progress.step(
          state.path("at").asString(),
          state.path("records").asLong(),
          state.path("octets").asLong());
      state =
          asked(() -> {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            return client.get("/spool/walk", Map.of());
          });
    }
    if (state.has("failure") || !state.path("kind").asString().equals(kind)) {
      throw new IOException("the walk did not end: " + state.path("failure").asString("?"));
    }
    return state.path("result");
  }

  @Override
  public void close() {
    client.close();
  }
}
