// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.postrider.testkit.Outside;

/// A program run to its end: its exit status and what it printed.
record Command(int status, String output) {
  private static final int MOST_SECONDS = 600;

  /// Runs `command` with `input`.
  static Command run(String input, List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> all(process));
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " did not end in time");
    }
    return new Command(process.exitValue(), output.join());
  }

  /// Runs swaks against a port of 127.0.0.1.
  static Command swaks(int port, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Outside.program("swaks").toString());
    command.addAll(List.of("--server", "127.0.0.1", "--port", String.valueOf(port)));
    command.addAll(List.of(options));
    return run("", command);
  }

  private static String all(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
