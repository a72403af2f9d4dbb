// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the mail log may go.
public final class Outputs {
  private Outputs() {}

  /// What the configuration calls `stdout`, `none`, or a file, which is appended to.
  public static OutputStream named(String name) throws IOException {
    return switch (name) {
      case "stdout" -> standard();
      case "none" -> OutputStream.nullOutputStream();
      default ->
          Files.newOutputStream(
              Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    };
  }

  private static OutputStream standard() {
    return new FilterOutputStream(new FileOutputStream(FileDescriptor.out)) {
      @Override
      public void write(byte[] octets, int from, int length) throws IOException {
        out.write(octets, from, length);
      }

      @Override
      public void close() throws IOException {
        flush(); // the process's standard output stays open for whoever else speaks there
      }
    };
  }
}
