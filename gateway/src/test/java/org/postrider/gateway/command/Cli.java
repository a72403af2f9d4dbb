// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.Offline;
import org.postrider.gateway.PluginSources;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.gateway.plugins.Loaded;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.SmtpPlugin;

/// The command line as a test calls it: what it printed, and its exit status.
record Cli(int status, String out, String err) {
  /// One plug-in that takes everything but what goes to `foreign.example`, and adds the command
  /// `greet`.
  static final PluginSources SOURCES =
      _ -> name -> new Loaded(new Everything(name), "the test", "1", "1");

  static final Offline OFFLINE = new Offline(SOURCES, InstantSource.system());

  /// A configuration with a listener, these routes, all mail for ours, and an operator's interface
  /// on a port that is free.
  static String configuration(String routes) {
    return """
    hostname = "mx.example.org"
    stop-within = "2s"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:0"
    %s
    [delivery]
    retry = ["1h"]
    [plugins.everything]
    [admin]
    address = "127.0.0.1:%d"
    [log]
    level = "error"
    mail = "mail.log"
    """
        .formatted(routes, BuiltServer.freePort());
  }

  /// Starts a gateway on a configuration.
  static Gateway gateway(Path file) throws WrongConfiguration, IOException {
    return Gateway.open(() -> SettingsReader.read(file, Map.of()), SOURCES, InstantSource.system());
  }

  static Cli call(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new BufferedReader(new StringReader("typed\n")),
            Map.of());
    int status = new Program(console, OFFLINE).run(arguments);
    return new Cli(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private record Everything(String name) implements SmtpPlugin {
    @Override
    public void install(Host host) {
      host.settings().texts("local", List.of());
      host.onRelay(Answer.pure(Everything::relay));
      host.onPassword(Answer.pure(_ -> Optional.empty()));
      host.onCommand(new Greet());
    }

    private static Relay relay(Recipient recipient) {
      boolean foreign = recipient.mailbox().domain().key().equals("foreign.example");
      return foreign ? Relay.PASS : Relay.ALLOW;
    }
  }

  private static final class Greet implements OperatorCommand {
    @Override
    public String name() {
      return "greet";
    }

    @Override
    public String summary() {
      return "Greets.";
    }

    @Override
    public List<String> usage() {
      return List.of("postrider greet NAME");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
      terminal.out().println("hello " + arguments + " " + terminal.secret("Word: "));
      return arguments.isEmpty() ? 2 : 0;
    }
  }
}
