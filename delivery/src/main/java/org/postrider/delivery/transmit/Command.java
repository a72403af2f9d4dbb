// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postrider.delivery.Route;
import org.postrider.delivery.Route.Pipe.Placeholder;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.reply.Reply;

/// Gives a message to a command on its standard input, and reads from its exit code, one of
/// `sysexits.h`, what has become of it. Any thread that may block.
///
/// Only what a code says of the message or its recipient is for good. What may be a slip of the
/// operator's, or a passing trouble of the machine, is tried again: no mail is lost by it.
record Command(Route.Pipe pipe) {
  private static final Map<Integer, String> FOR_GOOD =
      Map.of(
          65, "5.6.0", // EX_DATAERR
          67, "5.1.1", // EX_NOUSER
          68, "5.1.2", // EX_NOHOST
          69, "5.3.0", // EX_UNAVAILABLE
          76, "5.5.0", // EX_PROTOCOL
          77, "5.7.0"); // EX_NOPERM

  /// Characters of what a command says that are passed on.
  private static final int MOST_SAID = 500;

  /// How long after its end the last of its output may take.
  private static final Duration AFTERWARDS = Duration.ofSeconds(1);

  private static final Pattern BRACED =
      Pattern.compile(
          Arrays.stream(Placeholder.values())
              .map(place -> Pattern.quote(place.text()))
              .collect(Collectors.joining("|")));

  private static final int PIECE = 1 << 16;
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

  /// What logs call it.
  String name() {
    return "pipe " + pipe.command().getFirst();
  }

  /// Runs it for one recipient; when this returns, it has ended.
  Reply run(Claimed claimed, Mailbox recipient) throws InterruptedException {
    if (claimed.envelope().size() > pipe.size()) {
      return Reply.of(552, "5.3.4", "the message is larger than " + pipe.size() + " octets");
    }
    List<String> line = line(claimed, recipient);
    if (line.isEmpty()) {
      return Reply.of(550, "5.1.3", "the address would be taken for an option of a command");
    }
    try {
      Path message = Files.createTempFile("postrider-", ".eml"); // which its owner alone can read
      try {
        write(claimed, recipient, message);
        return run(builder(line, claimed, recipient, message));
      } finally {
        Files.deleteIfExists(message);
      }
    } catch (IOException e) {
      return Reply.of(451, "4.3.5", "the command cannot be run: " + e.getMessage());
    }
  }

  /// The whole message, before anything is begun: a command that has half of one does not know it.
  private static void write(Claimed claimed, Mailbox recipient, Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(claimed.content().open(), PIECE);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), PIECE)) {
      FinalForm.write(claimed, recipient, in, out);
    }
  }

  private static String value(Placeholder place, Claimed claimed, Mailbox recipient) {
    return switch (place) {
      case SENDER -> {
        Mailbox sender = claimed.envelope().sender().mailbox();
        yield sender == null ? "" : sender.toString();
      }
      case RECIPIENT -> recipient.toString();
      case LOCAL_PART -> recipient.local().value();
      case DOMAIN -> recipient.domain().key();
      case ID -> claimed.entry().message().toString();
    };
  }

  /// The program with its arguments; empty where what a stranger has written would begin one with a
  /// hyphen, and so be an option.
  private List<String> line(Claimed claimed, Mailbox recipient) {
    List<String> line = new ArrayList<>();
    Route.Pipe.User user = pipe.user();
    if (user != null) {
      line.addAll(
          List.of(
              "setpriv",
              "--reuid=" + user.name(),
              "--regid=" + user.group(),
              "--init-groups",
              "--"));
    }
    for (String each : pipe.command()) {
      String argument =
          BRACED
              .matcher(each)
              .replaceAll(found ->
                  Matcher.quoteReplacement(value(place(found.group()), claimed, recipient)));
      if (argument.startsWith("-") && !each.startsWith("-")) {
        return List.of();
      }
      line.add(argument);
    }
    return line;
  }

  private static Placeholder place(String text) {
    return Arrays.stream(Placeholder.values())
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static ProcessBuilder builder(
      List<String> line, Claimed claimed, Mailbox recipient, Path message) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(new File("/"))
            .redirectInput(message.toFile())
            .redirectErrorStream(true);
    builder.environment().clear(); // ours may hold secrets
    builder.environment().put("PATH", PATH);
    for (Placeholder each : Placeholder.values()) {
      builder.environment().put(each.name(), value(each, claimed, recipient));
    }
    return builder;
  }

  private Reply run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      FutureTask<String> said = new FutureTask<>(() -> said(out));
      Thread.ofVirtual().name("pipe-output").start(said);
      if (!process.waitFor(pipe.time().toMillis(), TimeUnit.MILLISECONDS)) {
        return Reply.of(
            451, "4.3.0", "the command had not ended after " + pipe.time().toSeconds() + " s");
      }
      return reply(process.exitValue(), said.get(AFTERWARDS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) { // something it has begun holds its output
      return reply(process.exitValue(), "");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// The beginning of its output; the rest is read too, lest it wait for us.
  private static String said(InputStream out) throws IOException {
    String said = new String(out.readNBytes(MOST_SAID), StandardCharsets.UTF_8);
    out.transferTo(OutputStream.nullOutputStream());
    return said.replaceAll("\\s+", " ").strip();
  }

  private static Reply reply(int exit, String said) {
    if (exit == 0) {
      return Reply.of(250, "2.0.0", "the command has taken it");
    }
    String status = FOR_GOOD.get(exit);
    String text = "the command ended with " + exit + (said.isEmpty() ? "" : ": " + said);
    return status == null ? Reply.of(451, "4.3.0", text) : Reply.of(550, status, text);
  }
}
