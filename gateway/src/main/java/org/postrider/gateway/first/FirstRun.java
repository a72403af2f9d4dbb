// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.first;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.gateway.settings.Template;
import org.postrider.gateway.settings.Template.Filled;

/// Makes what a first start needs: directories, a self-signed certificate and a commented
/// configuration that takes mail on loopback addresses only. The configuration is written last, so
/// that a start that was cut off is a first start again.
public final class FirstRun {
  /// Who may send through it.
  public static final String USER = "alice";

  private static final String HOST = "localhost";
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int PASSWORD_LETTERS = 20;

  private FirstRun() {}

  /// Writes everything under `directory`, the configuration into `file`.
  public static void make(Path directory, Path file, Ports ports, Instant now, SecureRandom random)
      throws IOException {
    OwnFiles.directory(directory);
    OwnFiles.directory(directory.resolve("mail"));
    OwnFiles.directory(directory.resolve("tls"));
    Path certificate = directory.resolve("tls/certificate.pem");
    Path key = directory.resolve("tls/key.pem");
    Files.deleteIfExists(certificate);
    Files.deleteIfExists(key);
    SelfSigned.write(certificate, key, HOST, now, random);
    OwnFiles.write(file, configuration(ports));
  }

  /// A password that nobody guesses, and that can be typed.
  public static String password(SecureRandom random) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LETTERS; i++) {
      password.append(i > 0 && i % 5 == 0 ? "-" : "");
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /// The configuration of a first start that listens on `ports`.
  public static String configuration(Ports ports) {
    return Template.text(
        List.of(
            "Postrider's configuration, as its first start wrote it. Lines that begin with # show"
                + " what holds without them.",
            "",
            "postrider check reads this file and says what is wrong; postrider reload puts it in"
                + " force."),
        List.of(
            filled("", "hostname", quoted(HOST)),
            listener("mx", "mx", ports.mx()),
            listener("submission", "submission", ports.submission()),
            listener("submissions", "submissions", ports.submissions()),
            filled(
                "tls", "certificate", quoted("tls/certificate.pem"), "key", quoted("tls/key.pem")),
            filled(
                "route",
                "domains",
                "[\"localhost\", \"postrider.test\"]",
                "hop",
                quoted("maildir"),
                "directory",
                quoted("mail")),
            filled("plugins.users"),
            filled("plugins.relay", "local", "[\"localhost\", \"postrider.test\"]"),
            filled("admin", "address", loopback(ports.operator()))));
  }

  private static Filled listener(String name, String kind, int port) {
    return filled(
        "listener", "name", quoted(name), "kind", quoted(kind), "address", loopback(port));
  }

  private static String loopback(int port) {
    return quoted("127.0.0.1:" + port);
  }

  private static Filled filled(String table, String... keysAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Filled(table, values);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
