// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import org.postrider.queue.store.journal.Durable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// RocksDB's native part. Left to itself RocksDB unpacks it to the temporary directory at each
/// start, which costs time and fails where that is mounted noexec. So it is unpacked once beside
/// the spool and loaded from there; where that cannot be, RocksDB's own way is the second try.
final class NativeLibrary {
  private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

  private NativeLibrary() {}

  /// Loads it, once in a process; `directory` is made if need be.
  static void load(Path directory) throws IOException {
    try {
      RocksDB.loadLibrary(List.of(unpacked(directory).toString()));
      return;
    } catch (IOException | UnsatisfiedLinkError e) {
      log.warn("RocksDB's native library is not loaded from {}: {}", directory, e.toString());
    }
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new IOException("RocksDB's native library cannot be loaded", e);
    }
  }

  /// The directory with the library of just this RocksDB, known by size and check sum in the jar.
  private static Path unpacked(Path directory) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    URL resource = RocksDB.class.getClassLoader().getResource(name);
    if (resource == null) {
      throw new IOException("there is no " + name + " in RocksDB's jar");
    }
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    String version = "unpacked";
    if (connection instanceof JarURLConnection inJar) {
      JarEntry entry = inJar.getJarEntry();
      version = Long.toHexString(entry.getCrc());
    }
    Path home = directory.resolve(version);
    // The name that RocksDB looks for in a directory is not the one it has in its jar.
    Path library = home.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    if (!Files.exists(library) || Files.size(library) != connection.getContentLengthLong()) {
      Files.createDirectories(home);
      Path part = Files.createTempFile(home, name, ".part");
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Durable.sync(part); // the next start trusts its size
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return home;
  }
}
