// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Text that is kept beside the tests and compared with what the code makes of it today. With
/// `-Dgolden.write=true` the files are written anew, to be looked at as a change.
public final class Golden {
  private static final int CONTEXT_LINES = 3;

  private Golden() {}

  /// Compares with the file of that name under the module's `src/test/resources`.
  public static void check(String name, String actual) {
    check(Path.of("src", "test", "resources").resolve(name), actual);
  }

  /// Compares with that file; throws `AssertionError` that shows the first difference.
  public static void check(Path file, String actual) {
    try {
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
        return;
      }
      if (!Files.exists(file)) {
        throw new AssertionError(file + " is not there; -Dgolden.write=true writes it:\n" + actual);
      }
      String expected = Files.readString(file);
      if (!expected.equals(actual)) {
        throw new AssertionError(difference(file, expected, actual));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String difference(Path file, String expected, String actual) {
    List<String> old = List.of(expected.split("\n", -1));
    List<String> now = List.of(actual.split("\n", -1));
    int line = 0;
    while (line < Math.min(old.size(), now.size()) && old.get(line).equals(now.get(line))) {
      line++;
    }
    StringBuilder text = new StringBuilder();
    text.append(file).append(" differs from line ").append(line + 1);
    text.append(" on; -Dgolden.write=true writes it anew\n");
    part(text, "  ", old, Math.max(0, line - CONTEXT_LINES), line);
    part(text, "- ", old, line, line + CONTEXT_LINES);
    part(text, "+ ", now, line, line + CONTEXT_LINES);
    return text.toString();
  }

  private static void part(StringBuilder text, String mark, List<String> lines, int from, int to) {
    for (String line : lines.subList(Math.min(from, lines.size()), Math.min(to, lines.size()))) {
      text.append(mark).append(line).append('\n');
    }
  }
}
