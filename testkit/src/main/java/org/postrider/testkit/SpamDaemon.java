// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A real spamd (SpamAssassin) with rules of the tests' own and none else: a body with `JUNK` has 7
/// points, one with `FILTH` 20, and a message from 192.0.2.10 that said `client.example` half a
/// point; 5 make spam. Close it to end it.
public final class SpamDaemon implements AutoCloseable {
  /// What makes a message spam.
  public static final String JUNK = "postrider-test-junk";

  /// What makes it worse.
  public static final String FILTH = "postrider-test-filth";

  private static final String RULES =
      """
      required_score 5
      use_bayes 0
      skip_rbl_checks 1
      dns_available no
      body POSTRIDER_JUNK /postrider-test-junk/
      score POSTRIDER_JUNK 7
      body POSTRIDER_FILTH /postrider-test-filth/
      score POSTRIDER_FILTH 20
      header POSTRIDER_CLIENT X-Spam-Relays-Untrusted =~ /ip=192\\.0\\.2\\.10 .*helo=client\\./
      score POSTRIDER_CLIENT 0.5
      header POSTRIDER_SENDER EnvelopeFrom =~ /a\\@b\\.example/
      score POSTRIDER_SENDER 0.1
      """;

  private final Child child;
  private final InetSocketAddress address;
  private final Path rules;

  private SpamDaemon(Child child, InetSocketAddress address, Path rules) {
    this.child = child;
    this.address = address;
    this.rules = rules;
  }

  /// Starts spamd, with its log in a directory.
  public static SpamDaemon start(Path directory) throws IOException {
    Path spamd = Outside.program("spamd");
    // Started by root it reads its rules as somebody else, to whom a test's directory is closed.
    Path rules =
        Files.createTempDirectory(
            "postrider-spamd",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(rules.resolve("local.cf"), RULES);
    Files.writeString(rules.resolve("local.pre"), "loadplugin Mail::SpamAssassin::Plugin::Check\n");
    InetSocketAddress address = Child.freeAddress();
    List<String> command =
        new ArrayList<>(
            List.of(
                spamd.toString(),
                "--siteconfigpath=" + rules,
                "--configpath=" + rules,
                "--listen=127.0.0.1:" + address.getPort(),
                "--min-children=1",
                "--max-children=2",
                "--local",
                "--nouser-config",
                "--helper-home-dir=" + rules,
                "--syslog=stderr"));
    if (Child.isRoot()) {
      command.add("--username=nobody");
    }
    Child child = Child.start(directory.resolve("spamd.log"), address, command);
    return new SpamDaemon(child, address, rules);
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Ends it at once.
  public void kill() {
    child.kill();
  }

  @Override
  public void close() throws IOException {
    child.close();
    try (Stream<Path> files = Files.list(rules)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(rules);
  }
}
