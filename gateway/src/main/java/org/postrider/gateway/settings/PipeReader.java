// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Pipe.Placeholder;

/// Reads a `[[route]]` whose hop is a command.
final class PipeReader {
  private static final Pattern BRACED = Pattern.compile("\\{[^{}]*}");
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");
  private static final int LEAST_SIZE = 64 << 10;

  private final Fields fields;

  PipeReader(Fields fields) {
    this.fields = fields;
  }

  Route.Pipe pipe() {
    fields.require("command");
    return new Route.Pipe(
        command(), user(), fields.positive("timeout"), fields.size("most-size", LEAST_SIZE));
  }

  private List<String> command() {
    List<String> command = fields.texts("command");
    if (command.isEmpty()) {
      if (fields.has("command")) {
        fields.block().complain("command", "names no program");
      }
      return List.of("/bin/false");
    }
    String program = command.getFirst();
    if (!program.startsWith("/") || !Files.isExecutable(Path.of(program))) {
      fields
          .block()
          .complain(
              "command",
              "found \""
                  + Shown.escaped(program)
                  + "\", wanted the whole path of a program that may be run");
    }
    for (String each : command) {
      Matcher braced = BRACED.matcher(each);
      while (braced.find()) {
        check(braced.group());
      }
    }
    return command;
  }

  private void check(String braced) {
    boolean known =
        Arrays.stream(Placeholder.values()).anyMatch(each -> each.text().equals(braced));
    if (!known) {
      fields
          .block()
          .complain(
              "command",
              "\""
                  + Shown.escaped(braced)
                  + "\" stands for nothing; there are "
                  + Arrays.stream(Placeholder.values())
                      .map(Placeholder::text)
                      .collect(Collectors.joining(", ")));
    }
  }

  private Route.Pipe.@Nullable User user() {
    if (!fields.has("user")) {
      if (fields.has("group")) {
        fields.block().complain("group", "means nothing without user");
      }
      return null;
    }
    String user = fields.text("user");
    String group = fields.has("group") ? fields.text("group") : user;
    for (String name : List.of(user, group)) {
      if (!NAME.matcher(name).matches()) {
        fields
            .block()
            .complain(
                name.equals(user) ? "user" : "group",
                "found \"" + Shown.escaped(name) + "\", wanted the name of one on this machine");
      }
    }
    return new Route.Pipe.User(user, group);
  }
}
