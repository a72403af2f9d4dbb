// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts the value of `${env:NAME}` and the content of `${file:PATH}` in place of the words; `$${`
/// stands for `${`. What was put in is a secret: it is never shown, only where it came from.
final class Substitution {
  private static final Pattern PLACE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
  private static final long LARGEST = 64 << 10;

  private final Path directory;
  private final Map<String, String> environment;
  private final List<Problem> problems;

  Substitution(Path directory, Map<String, String> environment, List<Problem> problems) {
    this.directory = directory;
    this.environment = environment;
    this.problems = problems;
  }

  /// The text as it is meant, with word of where it came from.
  Node.Scalar in(String text, Position at) {
    if (!text.contains("${")) {
      return new Node.Scalar(at, text, null);
    }
    StringBuilder result = new StringBuilder();
    String from = null;
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      String inside = place.group(1);
      String value = inside == null ? "${" : value(place.group(), inside, at);
      from = inside == null ? from : from(inside);
      place.appendReplacement(result, Matcher.quoteReplacement(value == null ? "" : value));
    }
    place.appendTail(result);
    return new Node.Scalar(at, result.toString(), from);
  }

  private static String from(String inside) {
    return "from " + inside.replaceFirst(":", " ");
  }

  private @Nullable String value(String whole, String inside, Position at) {
    if (whole.endsWith("}") && inside.startsWith("env:")) {
      String value = environment.get(inside.substring(4));
      if (value == null) {
        problems.add(
            new Problem(at, whole + ": the environment has no variable " + inside.substring(4)));
      }
      return value;
    }
    if (whole.endsWith("}") && inside.startsWith("file:")) {
      return content(whole, directory.resolve(inside.substring(5)), at);
    }
    problems.add(
        new Problem(
            at,
            "found " + whole + ", wanted ${env:NAME} or ${file:PATH} ($${ stands for ${ itself)"));
    return null;
  }

  private @Nullable String content(String whole, Path file, Position at) {
    try {
      if (Files.size(file) <= LARGEST) {
        return Files.readString(file).stripTrailing();
      }
      problems.add(
          new Problem(at, whole + ": " + file + " is larger than a secret may be (64 KiB)"));
    } catch (IOException e) {
      problems.add(new Problem(at, whole + ": cannot read " + file + ": " + reason(e)));
    }
    return null;
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file" : e.toString();
  }
}
