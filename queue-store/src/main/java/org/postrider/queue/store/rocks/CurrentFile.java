// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postrider.queue.store.journal.Durable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file by which RocksDB knows its manifest, and with it all its files.
///
/// RocksDB makes a new manifest, lets this file name it, and makes both names durable by one sync.
/// When the power goes before that, a disk that keeps names in no order may have this name without
/// the manifest's. Until the sync RocksDB goes on with nothing and deletes nothing, so that the
/// manifest before is there, and is all that counts; a first manifest has nothing before it.
final class CurrentFile {
  private static final Logger log = LoggerFactory.getLogger(CurrentFile.class);
  private static final String CURRENT = "CURRENT";
  private static final String MANIFEST = "MANIFEST-";

  private CurrentFile() {}

  /// Where the manifest that is named is not there, names the last that is, or none where there
  /// never was any; whether that was so. Only for a directory that nobody uses.
  static boolean mend(Path directory) throws IOException {
    Path current = directory.resolve(CURRENT);
    if (!Files.exists(current)) {
      return false;
    }
    String named = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
    if (!named.startsWith(MANIFEST) || Files.exists(directory.resolve(named))) {
      return false;
    }
    Optional<String> last = last(directory, name -> name.startsWith(MANIFEST));
    if (last.isPresent()) {
      log.warn("{} names {}, which never came to the disk: {} counts", current, named, last.get());
      Durable.replace(directory, CURRENT, CURRENT + ".dbtmp", last.get() + "\n");
      return true;
    }
    if (last(directory, name -> name.endsWith(".sst")).isPresent()) {
      return false; // there was something, and nobody knows what of it counts
    }
    log.warn("{} names {}, which never came to the disk: nothing was before", current, named);
    Files.delete(current);
    Durable.sync(directory);
    return true;
  }

  /// RocksDB fills the numbers up with zeros, so that names sort as they do.
  private static Optional<String> last(Path directory, Predicate<String> wanted)
      throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).filter(wanted).max(String::compareTo);
    }
  }
}
