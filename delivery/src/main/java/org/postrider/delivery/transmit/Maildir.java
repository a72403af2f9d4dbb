// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Locale;
import org.postrider.smtp.protocol.address.Mailbox;

/// Final delivery into Maildirs, `directory/domain/local-part/{tmp,new,cur}`: written to `tmp`,
/// synced, renamed into `new`, and the directory synced, so that a message is there whole or not at
/// all. Its file name follows from message and recipient: to deliver it again after a crash gives
/// the same file and no second copy. As [FinalForm] has it. Any thread that may block.
final class Maildir {
  private static final int PIECE = 1 << 16;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Path directory;
  private final String hostname;

  Maildir(Path directory, String hostname) {
    this.directory = directory;
    this.hostname = hostname;
  }

  /// Delivers a message to one of the entry's recipients; when this returns, it is on stable
  /// storage.
  void deliver(Claimed claimed, Mailbox recipient) throws IOException {
    Path box =
        directory
            .resolve(safe(recipient.domain().key()))
            .resolve(safe(recipient.local().value().toLowerCase(Locale.ROOT)));
    for (String each : new String[] {"tmp", "new", "cur"}) {
      makeDurably(box.resolve(each));
    }
    String name = fileName(claimed, recipient);
    Path written = box.resolve("tmp").resolve(name);
    write(written, claimed, recipient);
    Files.move(written, box.resolve("new").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(box.resolve("new"));
  }

  private String fileName(Claimed claimed, Mailbox recipient) {
    return claimed.envelope().accepted().getEpochSecond()
        + "."
        + claimed.entry().message()
        + "_"
        + Integer.toHexString(recipient.toString().hashCode())
        + "."
        + safe(hostname);
  }

  private static void write(Path file, Claimed claimed, Mailbox recipient) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), PIECE);
        InputStream in = new BufferedInputStream(claimed.content().open(), PIECE)) {
      FinalForm.write(claimed, recipient, in, out);
      out.flush();
      channel.force(true);
    }
  }

  /// Makes a directory and what is above it; each new one is synced into the one above.
  private static void makeDurably(Path made) throws IOException {
    if (Files.isDirectory(made)) {
      return;
    }
    Path above = made.getParent();
    if (above != null) {
      makeDurably(above);
    }
    Files.createDirectories(made);
    if (above != null) {
      sync(above);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// A file name that says what `text` says and can be nothing else: letters, digits and a few
  /// signs stay, every other octet, and a dot in front, becomes `%` and two digits.
  static String safe(String text) {
    StringBuilder name = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_+=".indexOf(c) >= 0
              || (c == '.' && !name.isEmpty());
      if (plain) {
        name.append(c);
      } else {
        name.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return name.isEmpty() ? "%" : name.toString();
  }
}
