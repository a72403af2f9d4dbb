// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.postrider.gateway.settings.Key.Kind.DURATION;
import static org.postrider.gateway.settings.Key.Kind.FLAG;
import static org.postrider.gateway.settings.Key.Kind.SIZE;
import static org.postrider.gateway.settings.Key.choice;
import static org.postrider.gateway.settings.Key.number;
import static org.postrider.gateway.settings.Key.value;

import java.util.List;

/// The keys that every plug-in's block may have.
final class PluginKeys {
  static final Section SECTION =
      new Section(
          "plugins.NAME",
          false,
          "Names a plug-in, which does nothing otherwise. Plug-ins are asked in the order of their"
              + " tables. The keys below hold for each of them; its own are on its page.",
          List.of(
              value("deadline", DURATION, "10s", "How long one answer may take."),
              number("at-once", 1_000, 1, 100_000, "How many questions may wait for an answer."),
              value(
                      "memory-size",
                      SIZE,
                      "32MiB",
                      "How large its memory may become; past that, what has been of least use is"
                          + " forgotten. It is kept below `data`, in `memory/NAME.memory`, and read"
                          + " at the start.")
                  .within("at least `\"64KiB\"`"),
              choice(
                  "on-failure",
                  "defer",
                  List.of("defer", "pass"),
                  "What holds when it is late or broken: the client is asked to try later (an"
                      + " attempt to deliver is put off), or the plug-in is passed over."),
              number(
                  "breaker-failures",
                  10,
                  0,
                  1_000_000,
                  "After so many failures to answer one kind of question within `breaker-within`,"
                      + " if at least half of the questions failed, it is not asked this for"
                      + " `breaker-rest`; `on-failure` holds meanwhile. 0: it is always asked."),
              number(
                  "submits-per-hour",
                  1_000,
                  0,
                  1_000_000,
                  "How many messages of its own it may put into the queue within an hour."),
              value("breaker-within", DURATION, "1m", "See `breaker-failures`."),
              value(
                  "breaker-rest",
                  DURATION,
                  "30s",
                  "After this time one question is put to it; the answer to that decides whether"
                      + " it is asked again or left alone once more."),
              value(
                  "shadow",
                  FLAG,
                  false,
                  "Whether it is only tried out: it is asked beside the others, nobody waits for"
                      + " its answers, and they are counted and logged where they differ from the"
                      + " ruling. Messages over 4 MiB are not shown to it.")));

  private PluginKeys() {}
}
