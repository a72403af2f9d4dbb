// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.Outside;

/// The recorder misses nothing: what `strace` sees at the border of the kernel is what the trace
/// has, whichever way the process took to it.
class RecorderTest {
  private static final String CALLS =
      "write,writev,pwrite64,pwritev,pwritev2,copy_file_range,sendfile,splice,mmap,"
          + "ftruncate,truncate,fallocate,mkdir,mkdirat,rmdir,unlink,unlinkat,"
          + "rename,renameat,renameat2,link,linkat,symlink,symlinkat";
  private static final Pattern LINE =
      Pattern.compile("(\\d+) +(?:<\\.\\.\\. \\w+ resumed>(.*)|(\\w+)\\((.*))");
  private static final Pattern SUCCESS = Pattern.compile("(.*) = (\\d+)");
  private static final String UNFINISHED = " <unfinished ...>";

  @TempDir private Path directory;

  /// What was written, and how many sizes and names were changed.
  private record Sum(long writes, long octets, long sizes, long names) {
    Sum plus(long moreWrites, long moreOctets, long moreSizes, long moreNames) {
      return new Sum(
          writes + moreWrites, octets + moreOctets, sizes + moreSizes, names + moreNames);
    }
  }

  @Test
  void missesNothing() throws Exception {
    Child child = Child.in(directory.resolve("traced"));
    child.takeOver(directory.resolve("shared"));
    Path calls = directory.resolve("calls");
    List<String> command =
        new ArrayList<>(
            List.of(
                Outside.program("strace").toString(),
                "-f",
                "-y",
                "-o",
                calls.toString(),
                "-e",
                "trace=" + CALLS));
    child.environment().forEach((name, value) -> command.addAll(List.of("-E", name + "=" + value)));
    command.addAll(child.command(Load.class, "1", "90", "2"));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    Sum recorded = recorded(child);
    assertThat(recorded.octets).isGreaterThan(1 << 20);
    assertThat(recorded.names).isGreaterThan(3);
    assertThat(seen(child, calls)).isEqualTo(recorded);
  }

  private static Sum recorded(Child child) throws Exception {
    Sum sum = new Sum(0, 0, 0, 0);
    try (Trace trace = Trace.open(child.trace())) {
      for (Event event = trace.next(); event != null; event = trace.next()) {
        sum =
            switch (event) {
              case Event.Written(int _, long _, long _, long length) -> sum.plus(1, length, 0, 0);
              case Event.Resized _ -> sum.plus(0, 0, 1, 0);
              case Event.Renamed _, Event.Removed _, Event.DirectoryMade _, Event.Linked _ ->
                  sum.plus(0, 0, 0, 1);
              default -> sum;
            };
      }
    }
    return sum;
  }

  private static Sum seen(Child child, Path calls) throws Exception {
    Map<String, String> begun = new HashMap<>();
    Sum sum = new Sum(0, 0, 0, 0);
    for (String line : Files.readAllLines(calls)) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        continue; // a signal or an end
      }
      String text =
          parts.group(3) == null
              ? begun.remove(parts.group(1)) + parts.group(2)
              : parts.group(3) + "(" + parts.group(4);
      if (text.endsWith(UNFINISHED)) {
        begun.put(parts.group(1), text.substring(0, text.length() - UNFINISHED.length()));
        continue;
      }
      Matcher done = SUCCESS.matcher(text);
      if (done.matches() && isBelow(child, done.group(1))) {
        sum = add(sum, done.group(1), Long.parseLong(done.group(2)));
      }
    }
    return sum;
  }

  private static boolean isBelow(Child child, String call) {
    String spool = child.spool().toString();
    return call.contains(spool) && !call.contains(spool + "/native");
  }

  private static Sum add(Sum sum, String call, long result) {
    String name = call.substring(0, call.indexOf('('));
    return switch (name) {
      case "ftruncate" -> sum.plus(0, 0, 1, 0);
      // To keep room for a file changes nothing that can be read.
      case "fallocate" -> sum.plus(0, 0, call.contains("KEEP_SIZE") ? 0 : 1, 0);
      case "mmap" -> {
        assertThat(call).doesNotContain("MAP_SHARED");
        yield sum;
      }
      case "write", "writev", "pwrite64", "pwritev", "pwritev2" -> sum.plus(1, result, 0, 0);
      case "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat" -> sum.plus(0, 0, 0, 1);
      case "rename", "renameat", "renameat2", "link", "linkat" -> sum.plus(0, 0, 0, 1);
      default -> throw new AssertionError("not recorded: " + call);
    };
  }
}
