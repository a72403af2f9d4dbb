// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.depot.Depot;
import org.postrider.gateway.depot.ExportFiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider spool export`: messages into files, to be imported elsewhere.
record SpoolExportVerb(Console console, Depots depots) implements Verb {
  /// How long attempts under way are waited for: longer than most take.
  private static final int MOST_WAITS = 120;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        QueueFilter.added(
            Options.withPlace(
                Options.command(
                    "export", "Writes messages into DIRECTORY, each as ID.eml and ID.json.")));
    spec.usageMessage()
        .footer(
            "",
            Depots.BOTH_WAYS,
            "With --remove, what is exported is held against delivery until its files are synced"
                + " and it is removed; without, it stays and is delivered as if nothing had"
                + " happened.");
    return spec.addOption(Options.flag("--all", "Every message."))
        .addOption(Options.flag("--remove", "Removes what was exported."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addPositional(
            Options.words("DIRECTORY", "1", "New or empty; made where it is not there."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Map<String, String> filter = QueueFilter.query(given);
    if (filter.isEmpty() != Options.has(given, "--all")) {
      throw Failure.ofCall("which messages? Give a filter, or say --all, one of them");
    }
    ExportFiles files = ExportFiles.in(Path.of(Options.words(given).getFirst()));
    Round round = new Round(files, Options.has(given, "--remove"));
    try (Depot depot = depots.open(given, false)) {
      round.run(depot, filter);
    }
    if (Options.has(given, "--json")) {
      console
          .out()
          .printf(
              "{\"messages\":%d,\"entries\":%d,\"octets\":%d,\"removed\":%d,\"busy\":%d}%n",
              round.messages, round.entries, files.octets(), round.removed, round.busy.size());
    } else {
      console
          .out()
          .printf(
              "export: %d messages, %d entries, %s; %d entries removed%n",
              round.messages, round.entries, ProgressLine.size(files.octets()), round.removed);
    }
    if (!round.busy.isEmpty()) {
      console
          .err()
          .println("postrider: " + round.busy.size() + " entries were being delivered and stay");
      return Program.NOT_DONE;
    }
    return Program.DONE;
  }

  /// One run: what came out of it.
  private final class Round {
    private final ExportFiles files;
    private final boolean remove;
    private final ProgressLine progress = new ProgressLine(console.err(), "export");
    private List<String> busy = new ArrayList<>();
    private long messages;
    private long entries;
    private long removed;

    Round(ExportFiles files, boolean remove) {
      this.files = files;
      this.remove = remove;
    }

    void run(Depot depot, Map<String, String> filter) throws IOException, InterruptedException {
      @Nullable String page = null;
      do {
        JsonNode found = depot.messages(filter, page);
        if (remove) {
          take(depot, ExportFiles.names(found.path("items")));
        } else {
          write(depot, found.path("items"));
        }
        page = found.hasNonNull("next") ? found.path("next").asString() : null;
      } while (page != null);
      for (int waits = 0; waits < MOST_WAITS && !busy.isEmpty(); waits++) {
        TimeUnit.SECONDS.sleep(1);
        again(depot);
      }
      depot.giveBack(busy);
    }

    private void again(Depot depot) throws IOException {
      List<String> waiting = busy;
      busy = new ArrayList<>();
      int step = 100;
      for (int from = 0; from < waiting.size(); from += step) {
        take(depot, waiting.subList(from, Math.min(from + step, waiting.size())));
      }
      progress.step("waits for attempts under way:", busy.size(), files.octets());
    }

    private void take(Depot depot, List<String> names) throws IOException {
      if (names.isEmpty()) {
        return;
      }
      JsonNode taken = depot.take(names);
      taken.path("busy").forEach(name -> busy.add(name.asString()));
      JsonNode items = taken.path("items");
      List<String> ours = ExportFiles.names(items);
      try {
        write(depot, items);
      } catch (IOException e) {
        depot.giveBack(ours);
        depot.giveBack(busy);
        throw e;
      }
      removed += ours.isEmpty() ? 0 : depot.remove(ours);
    }

    private void write(Depot depot, JsonNode items) throws IOException {
      files.write(depot, items);
      messages += items.size();
      entries += ExportFiles.names(items).size();
      progress.step("messages", messages, files.octets());
    }
  }
}
