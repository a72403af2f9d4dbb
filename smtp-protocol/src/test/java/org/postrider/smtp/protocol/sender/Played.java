// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.reply.ReplyParser;

/// A session that is driven by hand.
final class Played {
  static final Instant NOW = Instant.parse("2026-11-27T10:00:00.750Z");

  final List<String> steps = new ArrayList<>();
  State state;
  @Nullable Step last;

  Played(Terms terms, String... replies) throws ReplyParser.Garbage {
    Turn turn = Sender.start(terms);
    state = turn.state();
    hear(replies);
  }

  Played hear(String... replies) throws ReplyParser.Garbage {
    for (String each : replies) {
      take(Sender.on(state, reply(each)));
    }
    return this;
  }

  Played secured() {
    take(Sender.secured((State.Securing) state));
    return this;
  }

  Played offer(Transaction transaction) {
    take(Sender.offer((State.Ready) state, transaction, NOW));
    return this;
  }

  void take(Turn turn) {
    state = turn.state();
    last = turn.step();
    steps.add(
        switch (turn.step()) {
          case Step.Send send -> send.lines().strip().replace("\r\n", "|");
          case Step.Settled settled ->
              settled.results().stream().map(Played::text).toList()
                  + (settled.reusable() ? "" : " over");
          case Step.Failed failed -> "failed " + text(failed.result());
          default -> turn.step().getClass().getSimpleName();
        });
  }

  static String text(Result result) {
    return result.stage() + " " + result.reply().code() + (result.spoken() ? "" : " ours");
  }

  String end() {
    return steps.getLast();
  }

  private static Reply reply(String lines) throws ReplyParser.Garbage {
    ReplyParser parser = new ReplyParser();
    Reply reply = null;
    for (String line : lines.split("\\|", -1)) {
      byte[] octets = line.getBytes(StandardCharsets.UTF_8);
      reply = parser.accept(octets, 0, octets.length);
    }
    if (reply == null) {
      throw new IllegalArgumentException("not a whole reply: " + lines);
    }
    return reply;
  }
}
