// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider send`: a small client to try a server with. Prints the dialogue, without passwords.
record SendVerb(Console console) implements Verb {
  private static final List<String> TLS = List.of("none", "may", "encrypt", "verify", "implicit");

  @Override
  public CommandSpec spec() {
    return Options.command("send", "Sends one message, to try a server with.")
        .addOption(Options.value("--server", "HOST:PORT", "Default: 127.0.0.1:2525."))
        .addOption(Options.value("--from", "ADDRESS", "The sender; default: <>."))
        .addOption(Options.values("--to", "ADDRESS", "A recipient; may be given again."))
        .addOption(Options.value("--subject", "TEXT", "Default: A test."))
        .addOption(Options.value("--body", "TEXT", "Default: a sentence."))
        .addOption(
            Options.value("--file", "FILE", "A whole message to send instead; - reads input."))
        .addOption(
            Options.value(
                "--tls",
                "none|may|encrypt|verify|implicit",
                "Whether the connection is encrypted; verify wants a valid certificate, implicit"
                    + " begins encrypted, with any. Default: may."))
        .addOption(Options.value("--user", "NAME", "Whom to authenticate as."))
        .addOption(
            Options.value("--password-file", "FILE", "Holds the password; else it is asked for."))
        .addOption(Options.flag("--quiet", "Does not print the dialogue."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    String server = or(Options.text(given, "--server"), "127.0.0.1:2525");
    int colon = server.lastIndexOf(':');
    String port = server.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}")) {
      throw Failure.ofCall("--server: found " + server + ", wanted HOST:PORT");
    }
    String tls = or(Options.text(given, "--tls"), "may");
    if (!TLS.contains(tls)) {
      throw Failure.ofCall("--tls: found " + tls + ", wanted one of " + String.join(", ", TLS));
    }
    List<String> to = Options.texts(given, "--to");
    if (to.isEmpty()) {
      throw Failure.ofCall("--to is missing: to whom?");
    }
    String from = address("--from", or(Options.text(given, "--from"), "<>"));
    for (String each : to) {
      address("--to", each);
    }
    byte[] message = message(given, from, to);
    String user = Options.text(given, "--user");
    String password = user == null ? null : password(given);
    String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
    try (SendDialogue dialogue =
        SendDialogue.open(host, Integer.parseInt(port), tls, transcript(given))) {
      if (user != null && password != null) {
        dialogue.authenticate(user, password);
      }
      dialogue.send(from, to, message);
    }
    return Program.DONE;
  }

  private SendDialogue.Transcript transcript(ParseResult given) {
    return Options.has(given, "--quiet")
        ? (_, _) -> {}
        : (who, line) -> console.out().println(who + " " + Printable.of(line));
  }

  private static String or(@Nullable String text, String absent) {
    return text == null ? absent : text;
  }

  private static String address(String option, String text) throws Failure {
    if (text.equals("<>") || text.isEmpty()) {
      return "";
    }
    try {
      return Mailbox.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw Failure.ofCall(option + ": " + e.getMessage());
    }
  }

  private String password(ParseResult given) throws IOException {
    String file = Options.text(given, "--password-file");
    return file == null
        ? console.secret("Password: ")
        : Files.readString(Path.of(file)).stripTrailing();
  }

  private byte[] message(ParseResult given, String from, List<String> to) throws IOException {
    String file = Options.text(given, "--file");
    if (file != null && !file.equals("-")) {
      return Files.readAllBytes(Path.of(file));
    }
    if (file != null) {
      StringBuilder text = new StringBuilder();
      for (String line = console.in().readLine(); line != null; line = console.in().readLine()) {
        text.append(line).append("\r\n");
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    String text =
        """
        From: %s
        To: %s
        Subject: %s
        Date: %s
        Message-ID: <%s@postrider.invalid>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        %s
        """
            .formatted(
                from.isEmpty() ? "postmaster@localhost" : from,
                String.join(", ", to),
                or(Options.text(given, "--subject"), "A test").replaceAll("[\\r\\n]", " "),
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneId.systemDefault())),
                UUID.randomUUID(),
                or(Options.text(given, "--body"), "This message was sent by postrider send."));
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
