// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.IdentityHashMap;
import java.util.List;
import org.postrider.gateway.Offline;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// All commands. A first word that is none of ours is looked for among those that plug-ins add. For
/// one call.
public final class Program {
  /// It was done.
  public static final int DONE = 0;

  /// It was called rightly and could not be done.
  public static final int NOT_DONE = 1;

  /// It was called wrongly.
  public static final int WRONGLY_CALLED = 2;

  private final Console console;
  private final IdentityHashMap<CommandSpec, Verb> verbs = new IdentityHashMap<>();
  private final PluginVerbs plugins;
  private final CommandSpec root;

  /// The commands for an operator at `console`.
  public Program(Console console, Offline offline) {
    this.console = console;
    plugins = new PluginVerbs(console, offline);
    root =
        Options.withPlace(
            Options.command("postrider", "An SMTP mail gateway: on disk before it says so."));
    List.of(
            new ServeVerb(console, offline),
            new CheckVerb(console, offline),
            new ReloadVerb(console),
            new SendVerb(console),
            new TraceVerb(console),
            new ExplainVerb(console),
            new RehearseVerb(offline),
            new VersionVerb(console))
        .forEach(verb -> add(root, verb));
    CommandSpec queue =
        Options.withPlace(Options.command("queue", "Shows and changes what waits."));
    QueueVerbs.all(console).forEach(verb -> add(queue, verb));
    root.addSubcommand(queue.name(), queue);
    CommandSpec site = Options.withPlace(Options.command("site", "Shows and suspends next hops."));
    SiteVerbs.all(console).forEach(verb -> add(site, verb));
    root.addSubcommand(site.name(), site);
    CommandSpec spool =
        Options.withPlace(Options.command("spool", "Checks, empties and fills the whole spool."));
    SpoolVerbs.all(console, offline.clock()).forEach(verb -> add(spool, verb));
    root.addSubcommand(spool.name(), spool);
    CommandSpec plugin = Options.withPlace(Options.command("plugin", "Shows and checks plug-ins."));
    List.of(new PluginListVerb(console, offline), new PluginCheckVerb(console, offline))
        .forEach(verb -> add(plugin, verb));
    root.addSubcommand(plugin.name(), plugin);
    root.usageMessage()
        .footer(
            "",
            "Plug-ins add commands of their own, such as user and key.",
            "Exit status: 0 done, 1 not done, 2 wrongly called.");
  }

  private void add(CommandSpec parent, Verb verb) {
    CommandSpec spec = verb.spec();
    verbs.put(spec, verb);
    parent.addSubcommand(spec.name(), spec);
  }

  /// Runs one command; the result is the exit status.
  public int run(String... arguments) {
    CommandLine line = new CommandLine(root);
    try {
      Leading leading = Leading.of(arguments);
      if (!leading.word().isEmpty() && !root.subcommands().containsKey(leading.word())) {
        return plugins.run(leading.file(), leading.word(), leading.rest());
      }
      ParseResult given = line.parseArgs(arguments);
      while (given.hasSubcommand() && !given.isUsageHelpRequested()) {
        given = given.subcommand();
      }
      return run(given);
    } catch (ParameterException e) {
      console.err().println("postrider: " + e.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(e, writer());
      console
          .err()
          .println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
      return WRONGLY_CALLED;
    } catch (Failure e) {
      return failed(String.valueOf(e.getMessage()), e.status());
    } catch (WrongConfiguration | SettingsException e) {
      return failed(String.valueOf(e.getMessage()), NOT_DONE);
    } catch (IOException | UncheckedIOException e) {
      return failed(words(e), NOT_DONE);
    } catch (Exception e) {
      e.printStackTrace(console.err());
      return failed("this is a mistake in Postrider: " + e, NOT_DONE);
    }
  }

  private int run(ParseResult given) throws Exception {
    CommandLine line = given.commandSpec().commandLine();
    Verb verb = verbs.get(given.commandSpec());
    if (given.isUsageHelpRequested() || verb == null) {
      boolean asked = given.isUsageHelpRequested();
      line.usage(asked ? console.out() : console.err());
      return asked ? DONE : WRONGLY_CALLED;
    }
    return verb.run(given);
  }

  private PrintWriter writer() {
    return new PrintWriter(console.err(), true, StandardCharsets.UTF_8);
  }

  private int failed(String message, int status) {
    message.lines().forEach(each -> console.err().println("postrider: " + each));
    return status;
  }

  private static String words(Exception e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException there -> there.getFile() + ": is there already";
      default -> e.getMessage() == null ? e.toString() : String.valueOf(e.getMessage());
    };
  }
}
