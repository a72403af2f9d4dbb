// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.gateway.Offline;
import org.postrider.gateway.PluginSources;
import org.postrider.gateway.plugins.Loaded;
import org.postrider.gateway.plugins.PluginLoader;
import org.postrider.gateway.plugins.UnusablePlugin;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.smtp.server.Question;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider plugin list`: the plug-ins that the configuration names, in the order in which they
/// are asked, then those that are there besides, of which nothing is touched.
record PluginListVerb(Console console, Offline offline) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
        Options.command("list", "Shows the plug-ins in the order in which they are asked."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    GatewaySettings settings = SettingsReader.read(Options.file(given), console.environment());
    PluginLoader loader = new PluginLoader(PluginSources.directories(settings));
    List<String> named = settings.plugins().stream().map(PluginBlock::name).toList();
    int status = Program.DONE;
    for (PluginBlock block : settings.plugins()) {
      String name = block.name();
      try {
        String words = words(loader.load(name));
        String questions = words(offline.questions(loader, block));
        console.out().printf("%-20s asked      about %s; %s%n", name, questions, words);
      } catch (WrongConfiguration e) {
        console.out().printf("%-20s unusable   its settings are wrong: postrider check%n", name);
        status = Program.NOT_DONE;
      } catch (UnusablePlugin e) {
        console.out().printf("%-20s unusable   %s%n", name, e.getMessage());
        status = Program.NOT_DONE;
      }
    }
    List<String> others = new ArrayList<>(loader.names());
    others.removeAll(named);
    others.forEach(name -> console.out().printf("%-20s not named%n", Printable.of(name)));
    return status;
  }

  /// A plug-in's version, the API it was built for, and where it lies.
  static String words(Loaded loaded) {
    return "version %s, built for API %s, from %s"
        .formatted(known(loaded.version()), known(loaded.builtFor()), loaded.from());
  }

  /// Kinds of question, in the order in which they come.
  static String words(Set<Question> questions) {
    return questions.isEmpty()
        ? "nothing"
        : questions.stream().sorted().map(Question::word).collect(Collectors.joining(", "));
  }

  private static String known(String version) {
    return version.isEmpty() ? "unknown" : version;
  }
}
