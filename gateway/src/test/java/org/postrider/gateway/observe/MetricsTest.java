// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.Question;

/// Dashboards know metrics by name: `log/metrics.txt` pins those that events move.
class MetricsTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("postrider.root", ".."))
          .resolve("gateway/src/test/resources/log/metrics.txt");

  @Test
  void namesStay() throws IOException {
    Metrics metrics = new Metrics();
    Events.all().forEach(metrics);
    metrics.meter("example").count("seen");
    PluginWatch.Ear ear = metrics.of("example", Question.MAIL);
    for (PluginWatch.Fate fate : PluginWatch.Fate.values()) {
      ear.asked(fate, 1_000_000);
    }
    ear.compared(true);
    ear.compared(false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    metrics.write(out);
    String lines =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("postrider_") && !line.contains("_bucket"))
            .collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, lines);
    }
    assertThat(lines).isEqualTo(Files.readString(GOLDEN));
  }
}
