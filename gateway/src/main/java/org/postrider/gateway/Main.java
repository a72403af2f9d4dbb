// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.postrider.gateway.command.Console;
import org.postrider.gateway.command.Program;

/// Where the program begins.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its status.
  public static void main(String[] arguments) {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Console console = new Console(System.out, System.err, in, System.getenv());
    Offline offline = new Offline(PluginSources.BUILT, InstantSource.system());
    int status = new Program(console, offline).run(arguments);
    System.out.flush();
    System.exit(status);
  }
}
