// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.Offline;
import org.postrider.gateway.first.Ports;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider serve`: the gateway itself, until it is told to stop. Where there is no configuration
/// it makes one to try things with.
record ServeVerb(Console console, Offline offline) implements Verb {
  private static final String FREE_PORTS = "--free-ports";
  private static final Logger LOG = LoggerFactory.getLogger(ServeVerb.class);

  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command(
                "serve", "Runs the gateway until SIGTERM; SIGHUP reads the configuration again."))
        .addPositional(
            Options.words(
                "DIRECTORY",
                "0..1",
                "Where the configuration and its data are, and are made where there is none."
                    + " Default: ./var."))
        .addOption(
            Options.flag(
                FREE_PORTS, "A first start takes ports that are free instead of the usual ones."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Path file = file(given);
    boolean first = !Files.exists(file) && Options.anywhere(given, "--config") == null;
    String password = first ? firstStart(file, Options.has(given, FREE_PORTS)) : "";
    CountDownLatch stop = new CountDownLatch(1);
    Signals.on("TERM", () -> stop(stop));
    Signals.on("INT", () -> stop(stop));
    try (Gateway gateway = first ? openFirst(file) : open(file)) {
      Signals.on("HUP", () -> reload(gateway));
      Welcome welcome = new Welcome(console.err(), gateway, file);
      if (first) {
        welcome.first(password);
      } else {
        welcome.again();
      }
      stop.await();
      LOG.info("stopping");
      gateway.stop();
    }
    return Program.DONE;
  }

  private String firstStart(Path file, boolean freePorts) throws Exception {
    Ports ports = freePorts ? Ports.free() : Ports.USUAL;
    return new FirstStart(console, offline).make(file, ports);
  }

  private Gateway open(Path file) throws WrongConfiguration, IOException {
    return Gateway.open(
        () -> SettingsReader.read(file, console.environment()), offline.sources(), offline.clock());
  }

  /// Where it fails, nobody has seen the password yet: the next start has to be a first one again.
  private Gateway openFirst(Path file) throws WrongConfiguration, IOException, Failure {
    try {
      return open(file);
    } catch (IOException e) {
      Files.delete(file);
      throw Failure.of(
          e.getMessage()
              + "\nnothing runs, and the configuration is not kept; with "
              + FREE_PORTS
              + " a first start takes ports that are free");
    }
  }

  private static Path file(ParseResult given) throws Failure {
    List<String> words = Options.words(given);
    if (words.isEmpty()) {
      return Options.file(given);
    }
    if (Options.hasPlace(given)) {
      throw Failure.ofCall("DIRECTORY contradicts --config and --directory");
    }
    return Path.of(words.getFirst(), Options.FILE);
  }

  private static void stop(CountDownLatch stop) {
    if (stop.getCount() == 0) {
      Runtime.getRuntime().halt(Program.NOT_DONE); // asked twice: now
    }
    stop.countDown();
  }

  private static void reload(Gateway gateway) {
    try {
      gateway.reload(); // which logs its notes
    } catch (WrongConfiguration e) {
      e.problems().forEach(problem -> LOG.error("not reloaded: {}", problem));
    } catch (IOException | RuntimeException e) {
      LOG.error("not reloaded: {}", e.getMessage());
    }
  }
}
