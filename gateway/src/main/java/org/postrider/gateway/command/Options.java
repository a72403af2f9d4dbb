// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// Options in the words of picocli's model; no annotations, so nothing is opened to reflection.
final class Options {
  /// The configuration's name in a directory.
  static final String FILE = "postrider.toml";

  private static final String DIRECTORY = "var";

  private Options() {}

  /// A command and what it is for.
  static CommandSpec command(String name, String summary) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(summary);
    return spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this.").build());
  }

  /// An option with a value.
  static OptionSpec value(String name, String label, String says) {
    return OptionSpec.builder(name).paramLabel(label).type(String.class).description(says).build();
  }

  /// An option with a value that may be given more than once.
  static OptionSpec values(String name, String label, String says) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(says)
        .build();
  }

  /// An option that is there or not.
  static OptionSpec flag(String name, String says) {
    return OptionSpec.builder(name).type(boolean.class).description(says).build();
  }

  /// Words after the options, as many as `arity` says.
  static PositionalParamSpec words(String label, String arity, String says) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(says)
        .build();
  }

  /// Adds what says which configuration is meant.
  static CommandSpec withPlace(CommandSpec spec) {
    return spec.addOption(
            OptionSpec.builder("-c", "--config")
                .paramLabel("FILE")
                .type(String.class)
                .description("The configuration; default: DIRECTORY/postrider.toml.")
                .build())
        .addOption(
            OptionSpec.builder("-d", "--directory")
                .paramLabel("DIRECTORY")
                .type(String.class)
                .description("Where the configuration lies; default: ./var.")
                .build());
  }

  static @Nullable String text(ParseResult given, String name) {
    return given.matchedOptionValue(name, null);
  }

  static boolean has(ParseResult given, String name) {
    return given.hasMatchedOption(name);
  }

  static List<String> texts(ParseResult given, String name) {
    return given.matchedOptionValue(name, List.<String>of());
  }

  /// The words after the options.
  static List<String> words(ParseResult given) {
    return given.matchedPositionals().stream()
        .flatMap(words -> words.<List<String>>getValue().stream())
        .toList();
  }

  /// The configuration file that is meant, whether that was said before the verb or after it.
  static Path file(ParseResult given) throws Failure {
    return file(anywhere(given, "--config"), anywhere(given, "--directory"));
  }

  /// Whether the configuration was named by an option, before the verb or after it.
  static boolean hasPlace(ParseResult given) throws Failure {
    return anywhere(given, "--config") != null || anywhere(given, "--directory") != null;
  }

  /// The value of an option of this command or of one that it belongs to.
  static @Nullable String anywhere(ParseResult given, String name) throws Failure {
    String found = null;
    for (CommandSpec spec = given.commandSpec(); spec != null; spec = spec.parent()) {
      String value = text(spec.commandLine().getParseResult(), name);
      if (found != null && value != null) {
        throw Failure.ofCall(name + " was given before the command and after it");
      }
      found = value == null ? found : value;
    }
    return found;
  }

  static Path file(@Nullable String config, @Nullable String directory) {
    if (config != null) {
      return Path.of(config);
    }
    return Path.of(directory == null ? DIRECTORY : directory, FILE);
  }

  /// The directory a configuration lies in.
  static Path directory(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
