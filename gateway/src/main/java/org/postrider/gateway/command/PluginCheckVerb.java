// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postrider.gateway.Offline;
import org.postrider.gateway.plugins.PluginLoader;
import org.postrider.gateway.plugins.UnusablePlugin;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.WrongConfiguration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider plugin check DIR`: loads a plug-in as a start would, and says what it is asked about
/// where it has no settings. Its settings are checked by `postrider check`, once the configuration
/// names it.
record PluginCheckVerb(Console console, Offline offline) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.command("check", "Loads the plug-in in a directory as a start would.")
        .addPositional(Options.words("DIR", "1", "The directory, which has the plug-in's name."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Path directory = Path.of(Options.words(given).getFirst()).toAbsolutePath().normalize();
    Path parent = directory.getParent();
    if (parent == null || !Files.isDirectory(directory)) {
      throw Failure.ofCall(directory + " is no directory");
    }
    String name = directory.getFileName().toString();
    PluginLoader loader = new PluginLoader(List.of(parent));
    try {
      console.out().printf("%s can be loaded: %s%n", name, PluginListVerb.words(loader.load(name)));
      console.out().printf("%s is asked about %s%n", name, questions(loader, name));
      return Program.DONE;
    } catch (UnusablePlugin e) {
      console.err().println("postrider: " + e.getMessage());
      return Program.NOT_DONE;
    }
  }

  private String questions(PluginLoader loader, String name) throws WrongConfiguration {
    PluginBlock block = new PluginBlock(name, Block.ofPlugin(name, "", Path.of("")));
    try {
      return PluginListVerb.words(offline.questions(loader, block));
    } catch (WrongConfiguration e) {
      return "what its settings say; without any: " + e.getMessage();
    }
  }
}
