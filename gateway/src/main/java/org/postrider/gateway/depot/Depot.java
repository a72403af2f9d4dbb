// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Progress;
import tools.jackson.databind.JsonNode;

/// A spool as its operator's tools see it: directly, or through the gateway that runs on it. What
/// passes is JSON in both cases; messages are described by [Waybill]s, entries named `ID/NUMBER`.
/// For one thread.
public interface Depot extends AutoCloseable {
  /// Waybills of a page of messages, under `items`, and under `next` what to ask for the next page
  /// with. The filter is that of the queue's commands.
  JsonNode messages(Map<String, String> filter, @Nullable String page) throws IOException;

  /// Writes a message, head first, to a file.
  void content(String id, Path into) throws IOException;

  /// Has entries held, so that nobody delivers them. Under `items` waybills of those at rest, as
  /// they were before; under `busy` the names of those whose attempt is still under way: ask again.
  JsonNode take(List<String> names) throws IOException;

  /// Removes entries that were taken; how many.
  long remove(List<String> names) throws IOException;

  /// Has entries that were taken delivered again.
  void giveBack(List<String> names) throws IOException;

  /// Puts a message in. Under `result`: `imported`, `there` where it is there already, or `wrong`
  /// with a `detail`. Throws where the spool takes nothing at present.
  JsonNode put(JsonNode waybill, Path content) throws IOException;

  /// Walks the whole spool: `check` or `stats`, and what it tells.
  JsonNode walk(String kind, Progress progress) throws IOException;

  @Override
  void close() throws IOException;
}
