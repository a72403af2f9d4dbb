// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts a JVM of its own that uses a spool, so that it can be killed.
final class Child {
  private Child() {}

  /// Runs `main` of a test class; its output can be read, its errors go to ours.
  static Process start(Class<?> main, String... arguments) throws IOException {
    String classPath =
        Path.of("target", "test-classes").toAbsolutePath()
            + ":"
            + System.getProperty("jdk.module.path", "")
            + ":"
            + System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
