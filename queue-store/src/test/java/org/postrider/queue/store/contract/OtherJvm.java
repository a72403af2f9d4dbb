// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A JVM of its own that uses a spool, so that it can be killed, or its disk can.
public final class OtherJvm {
  private OtherJvm() {}

  /// Runs `main` of a test class; its output can be read, its errors go to ours.
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return start(Map.of(), main, Arrays.asList(arguments));
  }

  /// The same with more in its environment.
  public static Process start(Map<String, String> more, Class<?> main, List<String> arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(main, arguments));
    builder.environment().putAll(more);
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// What is called for that.
  public static List<String> command(Class<?> main, List<String> arguments) {
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
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            main.getName()));
    command.addAll(arguments);
    return command;
  }
}
