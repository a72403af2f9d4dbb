// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A key for a DNS zone, and the zone's text signed by it, by the programs of ldns. Immutable.
public final class SignedZone {
  private final Path directory;
  private final String key;
  private final String ds;

  private SignedZone(Path directory, String key, String ds) {
    this.directory = directory;
    this.key = key;
    this.ds = ds;
  }

  /// Makes a key for the zone `name` in `directory`.
  public static SignedZone key(Path directory, String name)
      throws IOException, InterruptedException {
    String keygen = Outside.program("ldns-keygen").toString();
    String key = run(directory, List.of(keygen, "-k", "-a", "ECDSAP256SHA256", name)).strip();
    return new SignedZone(directory, key, Files.readString(directory.resolve(key + ".ds")).strip());
  }

  /// The DS record of the key, for the zone above or as a trust anchor.
  public String ds() {
    return ds;
  }

  /// Signs a zone's whole text, for a month; gives the text with the signatures.
  public String sign(String text) throws IOException, InterruptedException {
    return sign(text, List.of());
  }

  /// The same, but the signatures have run out long ago.
  public String signLate(String text) throws IOException, InterruptedException {
    return sign(text, List.of("-i", "20200101000000", "-e", "20200201000000"));
  }

  private String sign(String text, List<String> dates) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve(key + ".zone"), text);
    Path signed = directory.resolve(key + ".signed");
    List<String> command = new ArrayList<>();
    command.add(Outside.program("ldns-signzone").toString());
    command.addAll(dates);
    command.addAll(List.of("-f", signed.toString(), file.toString(), key));
    run(directory, command);
    return Files.readString(signed);
  }

  private static String run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
    return said;
  }
}
