// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// What one filter wants changed at the end of a message, in its order. Confined to one question.
final class Edits {
  private static final int MOST_CHANGES = 10_000;

  private final Options options;
  private final long largestBody;
  private final List<Change> changes = new ArrayList<>();
  private @Nullable NewBody body;
  private @Nullable String quarantine;

  Edits(Options options, long largestBody) {
    this.options = options;
    this.largestBody = largestBody;
  }

  List<Change> changes() {
    return changes;
  }

  /// Why the message is to be held; null where it is not.
  @Nullable String quarantine() {
    return quarantine;
  }

  /// The new body, to be closed when it is no longer needed; null where there is none.
  @Nullable NewBody body() {
    return body;
  }

  /// There are no more.
  void end() throws IOException {
    if (body != null) {
      body.end();
    }
  }

  /// Takes a change. Throws where it is none, was not agreed on, or cannot be made.
  void take(Packet packet) throws IOException {
    if (changes.size() >= MOST_CHANGES) {
      throw new IOException("it wants over " + MOST_CHANGES + " changes");
    }
    try {
      switch (packet.kind()) {
        case '+', '2', '-', 'e' -> changeEnvelope(packet);
        case 'h', 'i', 'm' -> changeHeader(packet);
        case 'b' -> changeBody(packet);
        case 'q' -> {
          options.check(Options.QUARANTINE);
          quarantine = text(packet.texts(0), 0);
        }
        default -> throw new IOException("it says what is not known: " + packet.kind());
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("it wants a change that cannot be: " + e.getMessage(), e);
    }
  }

  private void changeEnvelope(Packet packet) throws IOException {
    String path = text(packet.texts(0), 0).strip();
    boolean bracketed = path.startsWith("<") && path.endsWith(">");
    String address = bracketed ? path.substring(1, path.length() - 1) : path;
    switch (packet.kind()) {
      case '+' -> {
        options.check(Options.ADD_RECIPIENTS);
        changes.add(new Change.AddRecipient(Mailbox.parse(address)));
      }
      case '2' -> {
        options.check(Options.ADD_RECIPIENTS_WITH_PARAMETERS);
        changes.add(new Change.AddRecipient(Mailbox.parse(address)));
      }
      case '-' -> {
        options.check(Options.DELETE_RECIPIENTS);
        changes.add(new Change.RemoveRecipient(Mailbox.parse(address)));
      }
      default -> {
        options.check(Options.CHANGE_SENDER);
        changes.add(
            new Change.ReplaceSender(
                address.isEmpty() ? ReversePath.NULL : new ReversePath(Mailbox.parse(address))));
      }
    }
  }

  private void changeHeader(Packet packet) throws IOException {
    boolean numbered = packet.kind() != 'h';
    if (numbered && packet.data().length < 4) {
      throw new IOException("it changes a header field without saying which");
    }
    int number = numbered ? packet.number(0) : Integer.MAX_VALUE;
    List<String> texts = packet.texts(numbered ? 4 : 0);
    String name = text(texts, 0);
    String value = text(texts, 1);
    if (packet.kind() != 'm') {
      options.check(Options.ADD_HEADERS);
      changes.add(new Change.InsertField(Math.max(number, 0), name, written(value)));
      return;
    }
    options.check(Options.CHANGE_HEADERS);
    int occurrence = Math.max(number, 1);
    changes.add(
        value.isEmpty()
            ? new Change.DeleteField(name, occurrence)
            : new Change.ReplaceField(name, occurrence, written(value)));
  }

  /// Filters fold with LF, and leave the blank behind the colon to us unless agreed otherwise.
  private String written(String value) {
    String folded = value.replace("\r\n", "\n").replace("\n", "\r\n");
    return options.hasLeadingSpace() ? folded : " " + folded;
  }

  private void changeBody(Packet packet) throws IOException {
    options.check(Options.CHANGE_BODY);
    NewBody begun = body;
    if (begun == null) {
      begun = NewBody.open(largestBody);
      body = begun;
      changes.add(new Change.ReplaceBody(begun));
    }
    begun.append(packet.data());
  }

  private static String text(List<String> texts, int number) {
    return number < texts.size() ? texts.get(number) : "";
  }
}
