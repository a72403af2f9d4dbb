// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.postrider.gateway.first.OwnFiles;

/// The word that callers of the operator's interface must show.
public final class Token {
  private static final int OCTETS = 32;
  private static final int SHORTEST = 16;

  private Token() {}

  /// What the file holds; where it is not there, it is made, for its owner only.
  public static String readOrMake(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] octets = new byte[OCTETS];
      random.nextBytes(octets);
      try {
        OwnFiles.write(file, HexFormat.of().formatHex(octets) + "\n");
      } catch (FileAlreadyExistsException e) {
        return read(file); // somebody else was faster
      }
    }
    return read(file);
  }

  private static String read(Path file) throws IOException {
    String token = Files.readString(file).strip();
    if (token.length() < SHORTEST) {
      throw new IOException(
          file + " holds too short a token: " + SHORTEST + " characters at least are wanted");
    }
    return token;
  }
}
