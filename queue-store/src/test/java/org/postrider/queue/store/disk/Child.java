// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.OtherJvm;
import org.postrider.testkit.Outside;

/// A place where a JVM of its own uses a spool while `src/test/c/disk.c` stands between it and the
/// disk.
///
/// @param home holds what is named below
record Child(Path home) {
  /// Native code that a store may unpack beside its mail. It is no mail, large, and prepared once.
  private static final String CODE = "native";

  private static final String SPOOL = "spool";
  private static final String SYNC_MICROS = "400";
  private static final int PAGE = 4096;

  /// A place under `home`, which is made.
  static Child in(Path home) throws IOException {
    Child child = new Child(Files.createDirectories(home));
    Files.createDirectories(child.root());
    Files.createDirectories(child.before());
    Files.write(child.faults(), new byte[2 * PAGE]);
    return child;
  }

  /// The directory that is watched.
  Path root() {
    return home.resolve("root");
  }

  /// The spool in it.
  Path spool() {
    return root().resolve(SPOOL);
  }

  /// What stood in the watched directory at first.
  Path before() {
    return home.resolve("before");
  }

  Path trace() {
    return home.resolve("trace");
  }

  private Path faults() {
    return home.resolve("faults");
  }

  /// Begins with a spool that was made long ago: a copy of the one under `shared`, which is made by
  /// the first who asks.
  void takeOver(Path shared) throws IOException {
    if (!Files.exists(shared)) {
      Spool.open(SpoolSettings.defaults(shared), InstantSource.system()).close();
    }
    for (Path to : List.of(spool(), before().resolve(SPOOL))) {
      copy(shared, to);
    }
    lendCode(shared, spool());
  }

  /// Gives a spool the native code of another.
  static void lendCode(Path from, Path to) throws IOException {
    if (Files.exists(from.resolve(CODE))) {
      Files.createDirectories(to);
      Files.createSymbolicLink(to.resolve(CODE), from.resolve(CODE));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        if (!path.startsWith(from.resolve(CODE))) {
          Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
      }
    }
  }

  /// Makes calls fail, by rules as `src/test/c/disk.c` has them; none: all is well again.
  void fail(String... rules) throws IOException {
    byte[] text = Arrays.copyOf(String.join("\n", rules).getBytes(StandardCharsets.US_ASCII), PAGE);
    try (FileChannel file =
        FileChannel.open(faults(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer generation = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.read(generation, 0);
      long next = generation.flip().getLong() + 1;
      file.write(ByteBuffer.allocate(PAGE - Long.BYTES), Long.BYTES);
      file.write(ByteBuffer.wrap(text), PAGE);
      file.write(generation.clear().putLong(next).flip(), 0);
    }
  }

  /// How many calls the rule of this number has made fail.
  long failed(int rule) throws IOException {
    try (FileChannel file = FileChannel.open(faults(), StandardOpenOption.READ)) {
      ByteBuffer hits = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.read(hits, Long.BYTES * (rule + 1L));
      return hits.flip().getLong();
    }
  }

  /// Runs `main` of a class of the tests with the spool, the file for notes, and `arguments`.
  Process start(Class<?> main, String... arguments) throws IOException, InterruptedException {
    return OtherJvm.start(environment(), main, arguments(arguments));
  }

  List<String> command(Class<?> main, String... arguments) {
    return OtherJvm.command(main, arguments(arguments));
  }

  private List<String> arguments(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(spool().toString());
    arguments.add(home.resolve("notes").toString());
    arguments.addAll(List.of(more));
    return arguments;
  }

  Map<String, String> environment() throws IOException, InterruptedException {
    return Map.of(
        "LD_PRELOAD", library().toString(),
        "DISK_ROOT", root().toRealPath().toString(),
        "DISK_EXCEPT", SPOOL + "/" + CODE + "*",
        "DISK_TRACE", trace().toString(),
        "DISK_NOTES", home.resolve("notes").toString(),
        "DISK_FAULTS", faults().toString(),
        "DISK_SYNC_MICROS", SYNC_MICROS);
  }

  /// Builds the recorder.
  private static Path library() throws IOException, InterruptedException {
    Path source = Path.of("src", "test", "c", "disk.c").toAbsolutePath();
    Path library = Path.of("target", "disk.so").toAbsolutePath();
    if (Files.exists(library)
        && Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(source)) > 0) {
      return library;
    }
    Path part = Files.createTempFile(library.getParent(), "disk", ".so");
    Process compiler =
        new ProcessBuilder(
                Outside.program("cc").toString(),
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-shared",
                "-fPIC",
                "-o",
                part.toString(),
                source.toString(),
                "-ldl",
                "-lpthread")
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("cc").isZero();
    Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    return library;
  }
}
