// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the measurements that the arguments name (JMH's own options; none means all) and leaves
/// beside each other in `docs/performance` JMH's JSON and a page with the table and the facts of
/// the machine.
public final class Measure {
  /// Where pages are left.
  static final Path PAGES = Path.of("docs", "performance");

  private Measure() {}

  /// Runs from the project's root.
  public static void main(String[] args) throws Exception {
    var asked = new CommandLineOptions(args);
    if (asked.shouldHelp()) {
      asked.showHelp();
      return;
    }
    Files.createDirectories(PAGES);
    String name =
        "jmh-"
            + LocalDate.now(ZoneOffset.UTC)
            + "-"
            + Machine.said("git", "rev-parse", "--short", "HEAD");
    Path json = PAGES.resolve(name + ".json");
    var options =
        new OptionsBuilder()
            .parent(asked)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString())
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Path page = PAGES.resolve(name + ".md");
    Files.writeString(page, page(name, String.join(" ", args), results));
    System.out.println(page + "\n" + json);
  }

  private static String page(String name, String args, Collection<RunResult> results)
      throws IOException, InterruptedException {
    String rows = results.stream().map(Measure::row).collect(Collectors.joining());
    BenchmarkParams any = results.iterator().next().getParams();
    return """
    # Measured: %s

    %s
    - flags: `%s`
    - command: `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args="%s"`
    - all figures: [%s.json](%s.json)

    | what | with | threads | score | ± (99.9 %%) | unit |
    |---|---|---|---|---|---|
    %s\
    """
        .formatted(
            name, Machine.facts(), String.join(" ", any.getJvmArgs()), args, name, name, rows);
  }

  private static String row(RunResult result) {
    BenchmarkParams params = result.getParams();
    Result<?> score = result.getPrimaryResult();
    String with =
        params.getParamsKeys().stream()
            .map(key -> key + " " + params.getParam(key))
            .collect(Collectors.joining(", "));
    String what = params.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %,.3f | %,.3f | %s |%n",
        what,
        with,
        params.getThreads(),
        score.getScore(),
        score.getScoreError(),
        score.getScoreUnit());
  }
}
