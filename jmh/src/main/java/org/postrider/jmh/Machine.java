// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is measured on, and what this process takes of it.
final class Machine {
  private static final int COLLECTIONS = 3;

  private Machine() {}

  /// Lines for the head of a page.
  static String facts() throws IOException, InterruptedException {
    return """
    - machine: %s, %d processors, Linux %s
    - Java: %s\
    """
        .formatted(
            value("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
            Runtime.getRuntime().availableProcessors(),
            said("uname", "-r"),
            Runtime.version());
  }

  /// The first line a program prints; `unknown` where there is no such program or it failed.
  static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? out.lines().findFirst().orElse("unknown") : "unknown";
  }

  /// All memory of this process that is in use, heap or not, as the kernel says it.
  static String resident() throws IOException {
    return value("/proc/self/status", "VmRSS", "unknown");
  }

  private static String value(String file, String name, String otherwise) throws IOException {
    Path facts = Path.of(file);
    if (!Files.isReadable(facts)) {
      return otherwise;
    }
    try (var lines = Files.lines(facts)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    }
  }

  /// Octets of the heap that are of use: what is left after collections. More than one, because
  /// what the first finds may hold what the next can free.
  static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// Processor time that this process has had.
  static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
