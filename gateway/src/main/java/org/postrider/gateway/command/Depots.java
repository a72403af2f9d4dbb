// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.postrider.gateway.depot.Claims;
import org.postrider.gateway.depot.Depot;
import org.postrider.gateway.depot.SpoolDepot;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.queue.store.Spool;
import picocli.CommandLine.ParseResult;

/// Finds the way to the spool: through the gateway where that runs, directly where it does not.
final class Depots {
  /// What the commands say of it.
  static final String BOTH_WAYS =
      "Works through the gateway where that runs, and on the spool itself where it does not.";

  private final Console console;
  private final InstantSource clock;

  Depots(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
  }

  /// The spool of the configuration that is meant; `mayMake` says whether a new one will do.
  Depot open(ParseResult given, boolean mayMake)
      throws IOException, InterruptedException, WrongConfiguration, Failure {
    AdminClient client = AdminClient.of(given, console);
    if (client.isThere()) {
      console.err().println("postrider: through the gateway at " + client.base());
      return new RunningDepot(client);
    }
    client.close();
    GatewaySettings settings = SettingsReader.read(Options.file(given), console.environment());
    return direct(settings, mayMake, client.base());
  }

  private Depot direct(GatewaySettings settings, boolean mayMake, String base)
      throws IOException, Failure {
    Path directory = settings.spool().directory();
    if (!mayMake && !Files.exists(directory.resolve("FORMAT"))) {
      throw Failure.of("there is no spool in " + directory);
    }
    try {
      Spool spool = Spool.open(settings.spool(), clock);
      console.err().println("postrider: on the spool in " + directory + "; no gateway runs");
      return new SpoolDepot(spool, Claims.FREE, clock);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("in use")) {
        throw Failure.of(
            e.getMessage()
                + ";\nno gateway answers at "
                + base
                + ": wait until it has started, or end what uses the spool");
      }
      throw e;
    }
  }
}
