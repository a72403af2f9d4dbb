// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.Offline;
import org.postrider.gateway.first.Ports;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.server.Listening;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider rehearse`: a whole life in a directory of its own that is removed afterwards: a first
/// start, messages in and out, an end. The Java machine notes meanwhile what a start needs, so that
/// later ones are quick; nothing else is it for, and so it is not listed.
record RehearseVerb(Offline offline) implements Verb {
  private static final int MESSAGES = 40;
  private static final String RECIPIENT = "you@postrider.test";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command("rehearse", "Lets the Java machine see a start.");
    spec.usageMessage().hidden(true);
    return spec;
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Path directory = Files.createTempDirectory("postrider-rehearsal");
    try {
      Path file = directory.resolve(Options.FILE);
      PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      Console console =
          new Console(nowhere, nowhere, new BufferedReader(Reader.nullReader()), Map.of());
      String password = new FirstStart(console, offline).make(file, Ports.USUAL);
      Files.writeString(file, anywhere(Files.readString(file)));
      try (Gateway gateway =
          Gateway.open(
              () -> SettingsReader.read(file, Map.of()), offline.sources(), offline.clock())) {
        new Welcome(nowhere, gateway, file).first(password);
        converse(gateway, password);
        gateway.metrics(OutputStream.nullOutputStream());
        gateway.stop();
      }
    } finally {
      remove(directory);
    }
    return Program.DONE;
  }

  /// The configuration at free ports, and without a mail log.
  private static String anywhere(String configuration) {
    return configuration.replaceAll("(?m)^address = .*$", "address = \"127.0.0.1:0\"")
        + "\n[log]\nmail = \"none\"\nlevel = \"warn\"\n";
  }

  private static void converse(Gateway gateway, String password) throws IOException, Failure {
    byte[] message = "Subject: rehearsal\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
    for (Listening each : gateway.listening()) {
      boolean users = each.kind() != ListenerKind.MX;
      String tls = each.kind() == ListenerKind.SUBMISSIONS ? "implicit" : "may";
      int times = users ? 2 : MESSAGES;
      for (int i = 0; i < times; i++) {
        try (SendDialogue dialogue =
            SendDialogue.open("127.0.0.1", each.address().getPort(), tls, (_, _) -> {})) {
          if (users) {
            dialogue.authenticate("alice", password);
          }
          dialogue.send("me@postrider.test", List.of(RECIPIENT), message);
        }
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
