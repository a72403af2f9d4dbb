// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files for the server's own eyes, made by an operator's command. An operator who is root must not
/// take them from the server's user: hence each belongs to whom something beside or above it
/// belongs. Needs a file system with POSIX permissions. Any thread.
public final class OwnFile {
  private OwnFile() {}

  /// That only the owner may read and write what is made.
  public static FileAttribute<?> permissions() {
    return of("rw-------");
  }

  /// Makes a file with a text, durable but for its name, for the owner of `like`. Throws
  /// [FileAlreadyExistsException] where there is one; what can't be made whole is taken away again.
  public static void create(Path file, String text, Path like) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions())) {
      giveTo(file, like);
      ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// Makes a directory that only its owner may use, and those above it that are missing, each for
  /// the owner of the one above. One that is there stays as it is.
  public static void directory(Path directory) throws IOException {
    Path above = above(directory);
    if (Files.isDirectory(directory)) {
      return;
    }
    directory(above);
    Files.createDirectory(directory, of("rwx------"));
    giveTo(directory, above);
  }

  /// Makes the names in a directory durable.
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// The directory in which something is; the root is in itself.
  public static Path above(Path path) {
    Path whole = path.toAbsolutePath();
    Path parent = whole.getParent();
    return parent == null ? whole : parent;
  }

  private static FileAttribute<?> of(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private static void giveTo(Path fresh, Path like) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(like, PosixFileAttributes.class);
    PosixFileAttributes found = Files.readAttributes(fresh, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    if (!found.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    if (!found.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
  }
}
