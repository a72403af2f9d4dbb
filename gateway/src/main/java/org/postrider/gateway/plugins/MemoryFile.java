// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.postrider.gateway.plugins.PluginMemory.Kept;

/// The file in which a memory outlives the process. It is written whole and takes its place at
/// once, so that a crash leaves the one before.
///
/// [#FORM], then for each entry 1, key, value and end of its time, then 0, then the CRC-32 of all
/// that.
final class MemoryFile {
  private static final long FORM = 0x706f_7374_6d65_6d01L; // "postmem", 1

  private MemoryFile() {}

  static void write(Path directory, String name, Map<String, Kept> entries) throws IOException {
    Path part = directory.resolve(name + ".part");
    try (OutputStream whole = Files.newOutputStream(part)) {
      CRC32 sum = new CRC32();
      DataOutputStream out =
          new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(whole), sum));
      out.writeLong(FORM);
      for (Map.Entry<String, Kept> entry : entries.entrySet()) {
        out.writeByte(1);
        out.writeUTF(entry.getKey());
        out.writeUTF(entry.getValue().value());
        out.writeLong(entry.getValue().until());
      }
      out.writeByte(0);
      out.writeLong(sum.getValue());
      out.flush();
    }
    sync(part, StandardOpenOption.WRITE);
    Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(directory, StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /// What was written, whole; an `IOException` where any of it is damaged.
  static Map<String, Kept> read(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), sum))) {
      if (in.readLong() != FORM) {
        throw new IOException("it is of another form");
      }
      Map<String, Kept> entries = new LinkedHashMap<>();
      while (in.readByte() != 0) {
        String key = in.readUTF();
        entries.put(key, new Kept(in.readUTF(), in.readLong()));
      }
      long expected = sum.getValue();
      if (in.readLong() != expected) {
        throw new IOException("its check sum is wrong");
      }
      return entries;
    }
  }
}
