// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// A conversation that a server must have with a client, replayed from the client's side. One
/// script makes one claim, in its file name and in comments that cite what decides.
///
/// ```
/// # RFC 5321 §4.1.4: RCPT before MAIL
/// S: 220 ...
/// C: EHLO client.example
/// S+ 250 ...
/// C: RCPT TO:<a@b.example>
/// S: 503 5.5.1 ...
/// C| QUIT\r
/// C| \n
/// S: 221 ...
/// ! closed
/// ```
///
/// `C:` is a line sent, `C|` octets without CR LF; lines sent one after another go out as one
/// group. `S:` is one line expected, `S+` a whole reply by its last line, `...` any text in it.
/// What is sent may hold `\r`, `\n`, `\t`, `\0`, `\\`, `\xff` and `\{600 ab}` for 600 times `ab`.
/// `! tls` changes to TLS, `! close` ends from our side, `! closed` expects the server to end.
public final class Dialogue {
  /// How what the client sends is divided.
  public sealed interface Chunks {
    /// Each group at once.
    record Whole() implements Chunks {}

    /// One octet at a time.
    record Octets() implements Chunks {}

    /// In pieces of random length.
    record Random(RandomGenerator random) implements Chunks {}
  }

  private static final int TOLD_LINES = 20;

  private final Script script;

  private Dialogue(Script script) {
    this.script = script;
  }

  /// Reads a script; `name` stands in what failures say.
  public static Dialogue parse(String name, String text) {
    return new Dialogue(Script.parse(name, text));
  }

  /// Reads a script from a file.
  public static Dialogue read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readString(file));
  }

  /// All scripts of a folder, those ending in `.smtp`, by name.
  public static List<Dialogue> all(Path folder) throws IOException {
    List<Dialogue> found = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".smtp")).sorted().toList()) {
        found.add(read(file));
      }
    }
    return Collections.unmodifiableList(found);
  }

  /// What the script is called.
  public String name() {
    return script.name();
  }

  @Override
  public String toString() {
    return name();
  }

  /// Plays the client; throws `AssertionError` with the line and what was said before it where the
  /// server does not do as the script says.
  public void replay(Wire wire, Chunks chunks) throws IOException {
    Replay replay = new Replay(wire, chunks);
    ByteArrayOutputStream group = new ByteArrayOutputStream();
    for (Script.Step step : script.steps()) {
      if (step.isBy('C')) {
        replay.told("C: " + step.text());
        group.writeBytes(script.octets(step));
        continue;
      }
      replay.send(group.toByteArray());
      group.reset();
      if (step.isBy('!')) {
        replay.act(step);
      } else {
        replay.expect(step);
      }
    }
    replay.send(group.toByteArray());
  }

  private final class Replay {
    private final Wire wire;
    private final Chunks chunks;
    private final List<String> told = new ArrayList<>();

    Replay(Wire wire, Chunks chunks) {
      this.wire = wire;
      this.chunks = chunks;
    }

    void told(String line) {
      told.add(line.length() > 200 ? line.substring(0, 200) + " [...]" : line);
    }

    void send(byte[] octets) throws IOException {
      int at = 0;
      while (at < octets.length) {
        int rest = octets.length - at;
        int size =
            switch (chunks) {
              case Chunks.Whole() -> rest;
              case Chunks.Octets() -> 1;
              case Chunks.Random(RandomGenerator random) -> 1 + random.nextInt(rest);
            };
        wire.send(octets, at, size);
        at += size;
      }
    }

    void act(Script.Step step) throws IOException {
      told("! " + step.text());
      switch (step.text()) {
        case "tls" -> wire.secure();
        case "close" -> wire.close();
        case "closed" -> {
          String line = line(step);
          if (!line.isEmpty()) {
            throw failed(step, line);
          }
        }
        default -> throw failed(step, "no such thing to do");
      }
    }

    void expect(Script.Step step) throws IOException {
      if (step.kind() == '|') {
        throw failed(step, "a client expects lines, not octets");
      }
      String line = line(step);
      while (step.kind() == '+' && line.length() > 3 && line.charAt(3) == '-') {
        line = line(step);
      }
      boolean ended = line.endsWith("\r\n");
      if (!ended || !Script.matches(step.text(), line.substring(0, line.length() - 2))) {
        throw failed(step, line);
      }
    }

    /// The next line with its CR LF, or what came before the end or an impatient time.
    private String line(Script.Step step) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int before = 0;
      try {
        for (int octet = wire.receive(); octet >= 0; octet = wire.receive()) {
          line.write(octet);
          if (octet == '\n' && before == '\r') {
            break;
          }
          before = octet;
        }
      } catch (SocketTimeoutException late) {
        throw failed(step, "nothing for a long time after: " + line);
      }
      String text = line.toString(StandardCharsets.UTF_8);
      told("S: " + text.strip());
      return text;
    }

    private AssertionError failed(Script.Step step, String instead) {
      List<String> last = told.subList(Math.max(0, told.size() - TOLD_LINES), told.size());
      String expected = step.who() + "" + step.kind() + " " + step.text();
      return new AssertionError(
          String.format(
              "%s:%d: expected %s%nbut there was %s%nafter:%n%s",
              name(),
              step.line(),
              expected,
              instead.isEmpty() ? "the end" : instead.strip(),
              String.join("\n", last)));
    }
  }
}
