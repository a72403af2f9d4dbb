// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postrider.testkit.Waits;

/// What has arrived in the Maildirs below a directory, known by its Message-ID `MARK@b.example`.
record Arrivals(Path directory) {
  /// The text of the one with this mark, with LF for CR LF, once it is there; it is there once.
  String once(String mark) throws IOException {
    await().atMost(Waits.LONGEST).until(() -> all(mark).size() == 1);
    return all(mark).getFirst();
  }

  private List<String> all(String mark) throws IOException {
    List<String> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found; // it is made with the first of them
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(each -> each.getParent().endsWith("new")).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        if (text.contains("<" + mark + "@b.example>")) {
          found.add(text);
        }
      }
    }
    return found;
  }
}
