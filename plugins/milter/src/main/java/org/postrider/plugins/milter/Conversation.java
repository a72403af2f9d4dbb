// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Refusal;
import org.postrider.smtp.protocol.message.HeaderField;

/// What is said between us and one filter, over one connection. Everything that throws leaves it
/// closed. For one thread at a time, but for [#close].
final class Conversation implements AutoCloseable {
  private static final Refusal REJECTED = Refusal.of(550, "5.7.1", "Refused by policy");
  private static final Refusal NOT_NOW = Refusal.of(451, "4.7.1", "Try again later");
  private static final Refusal GO_AWAY = Refusal.of(421, "4.7.0", "Not now; closing");

  private final Endpoint endpoint;
  private final Link link;
  private final Options options;
  private final Macros macros;
  private volatile boolean isOpen = true;
  private boolean withinMessage;

  private Conversation(Endpoint endpoint, Link link, Options options, Macros macros) {
    this.endpoint = endpoint;
    this.link = link;
    this.options = options;
    this.macros = macros;
  }

  /// Connects to a filter and agrees with it on what to talk about.
  static Conversation begin(Endpoint endpoint, Bounds bounds, Macros macros) throws IOException {
    Link link = Link.to(endpoint, bounds.connectTimeout(), bounds.replyTimeout());
    try {
      return new Conversation(endpoint, link, Options.negotiate(link), macros);
    } catch (IOException e) {
      link.close();
      throw named(endpoint, e);
    }
  }

  boolean isOpen() {
    return isOpen;
  }

  /// Tells of one thing, and gives what is said to it.
  Said tell(Stage stage, Packet packet) throws IOException {
    return tell(stage, packet, null);
  }

  private Said tell(Stage stage, Packet packet, @Nullable Edits edits) throws IOException {
    withinMessage |= stage == Stage.MAIL;
    if (!options.wants(stage)) {
      return Said.Simple.GO_ON;
    }
    try {
      if (stage != Stage.HEADER && stage != Stage.BODY) {
        link.send(macros.packet(stage, options));
      }
      link.send(packet);
      return options.answers(stage) ? answer(stage, edits) : Said.Simple.GO_ON;
    } catch (IOException e) {
      close();
      throw named(endpoint, e);
    }
  }

  private static IOException named(Endpoint endpoint, IOException e) {
    String name = endpoint.toString();
    String message = String.valueOf(e.getMessage());
    return message.contains(name) ? e : new IOException("filter " + name + ": " + message, e);
  }

  private Said answer(Stage stage, @Nullable Edits edits) throws IOException {
    while (true) {
      Packet packet = link.receive();
      switch (packet.kind()) {
        case 'p' -> {} // it is at work: its time begins anew
        case 'c' -> {
          return Said.Simple.GO_ON;
        }
        case 'a' -> {
          return Said.Simple.ENOUGH;
        }
        case 'r' -> {
          return new Said.No(REJECTED);
        }
        case 't' -> {
          return new Said.No(NOT_NOW);
        }
        case 'y' -> {
          return new Said.No(ReplyText.parse(packet.texts(0).stream().findFirst().orElse("")));
        }
        case 'f', '4' -> {
          return new Said.No(GO_AWAY);
        }
        case 'd' -> {
          if (!stage.isWithinMessage()) {
            throw new IOException("it throws away a message before there is one");
          }
          return Said.Simple.DISCARD;
        }
        case 's' -> {
          if (stage != Stage.BODY || !options.maySkip()) {
            throw new IOException("it skips what is no body");
          }
          return Said.Simple.SKIP;
        }
        default -> {
          if (edits == null) {
            throw new IOException("it says out of turn: " + packet.kind());
          }
          edits.take(packet);
        }
      }
    }
  }

  /// What this filter may change at the end of a message.
  Edits edits(Bounds bounds) {
    return new Edits(options, bounds.largestBody());
  }

  /// Tells of a whole message; what is to be changed is in `edits` after it.
  Said message(Draft draft, Edits edits) throws IOException {
    Said said = tell(Stage.DATA, Packet.of(Stage.DATA.letter()));
    for (HeaderField field : draft.fields()) {
      if (said != Said.Simple.GO_ON) {
        return said;
      }
      said = tell(Stage.HEADER, header(field));
    }
    if (said == Said.Simple.GO_ON) {
      said = tell(Stage.END_OF_HEADER, Packet.of(Stage.END_OF_HEADER.letter()));
    }
    if (said == Said.Simple.GO_ON && options.wants(Stage.BODY)) {
      said = body(draft);
    }
    if (said != Said.Simple.GO_ON) {
      return said;
    }
    said = tell(Stage.END_OF_MESSAGE, Packet.of(Stage.END_OF_MESSAGE.letter()), edits);
    withinMessage = false;
    edits.end();
    return said;
  }

  private Said body(Draft draft) throws IOException {
    try (InputStream in = draft.openBody()) {
      byte[] chunk = in.readNBytes(Packet.MOST_DATA);
      while (chunk.length > 0) {
        Said said = tell(Stage.BODY, new Packet(Stage.BODY.letter(), chunk));
        if (said != Said.Simple.GO_ON) {
          return said == Said.Simple.SKIP ? Said.Simple.GO_ON : said;
        }
        chunk = in.readNBytes(Packet.MOST_DATA);
      }
      return Said.Simple.GO_ON;
    }
  }

  /// A filter's lines end with LF, and it wants the white space behind the colon only where it has
  /// said so.
  private Packet header(HeaderField field) {
    byte[] value = field.value();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(field.name().getBytes(StandardCharsets.US_ASCII));
    data.write(0);
    int at = 0;
    while (!options.hasLeadingSpace()
        && at < value.length
        && (value[at] == ' ' || value[at] == '\t')) {
      at++;
    }
    for (byte octet : Arrays.copyOfRange(value, at, value.length)) {
      if (octet != '\r') {
        data.write(octet);
      }
    }
    data.write(0);
    return new Packet(Stage.HEADER.letter(), data.toByteArray());
  }

  /// Tells of the end of a message that the filter has not heard to its end.
  void abort() throws IOException {
    if (!withinMessage) {
      return;
    }
    withinMessage = false;
    try {
      link.send(Packet.of(Stage.ABORT));
    } catch (IOException e) {
      close();
      throw named(endpoint, e);
    }
  }

  /// Says good-bye.
  void quit() throws IOException {
    try {
      link.send(Packet.of(Stage.QUIT));
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    isOpen = false;
    link.close();
  }
}
