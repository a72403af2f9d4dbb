// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.PluginSources;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.gateway.journey.Talk;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;

/// A gateway in this process, with a plug-in that is loaded from `plugins` in its directory, and
/// all mail for a Maildir below `mail`.
final class LiveGateway implements AutoCloseable {
  private final Path directory;
  final Gateway gateway;

  private LiveGateway(Path directory, Gateway gateway) {
    this.directory = directory;
    this.gateway = gateway;
  }

  static LiveGateway start(Path directory, String pluginBlock)
      throws IOException, WrongConfiguration {
    Path file = directory.resolve("postrider.toml");
    Files.writeString(
        file,
        """
        hostname = "mx.example.org"
        stop-within = "2s"
        threads = 2
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:0"
        [[route]]
        domains = ["*"]
        hop = "maildir"
        directory = "mail"
        %s
        [admin]
        address = "127.0.0.1:%d"
        [log]
        level = "warn"
        mail = "none"
        """
            .formatted(pluginBlock, BuiltServer.freePort()));
    Gateway gateway =
        Gateway.open(
            () -> SettingsReader.read(file, Map.of()), PluginSources.BUILT, InstantSource.system());
    return new LiveGateway(directory, gateway);
  }

  Talk talk() throws IOException {
    return Talk.with(gateway.listening().getFirst().address().getPort());
  }

  /// A conversation from EHLO to the end of a message from a sender; the last reply.
  String send(String ehlo, String sender) throws IOException {
    try (Talk talk = talk()) {
      String reply = talk.ask("EHLO " + ehlo);
      if (reply.startsWith("250")) {
        reply = talk.ask("MAIL FROM:<" + sender + "@example.org>");
      }
      if (reply.startsWith("250")) {
        reply = talk.ask("RCPT TO:<you@example.net>");
      }
      if (reply.startsWith("250")) {
        talk.ask("DATA");
        reply = talk.ask("Subject: x\r\n\r\nhello\r\n.");
      }
      return reply;
    }
  }

  long delivered() throws IOException {
    Path box = directory.resolve("mail/example.net/you/new");
    if (!Files.isDirectory(box)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(box)) {
      return files.count();
    }
  }

  String metrics() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    gateway.metrics(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
