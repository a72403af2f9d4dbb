// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down how plug-ins fare, a line for each question: `PLUGIN QUESTION FATE`, and `agrees` or
/// `differs` for what is compared.
final class Ledger implements PluginWatch {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> entries() {
    return List.copyOf(lines);
  }

  @Override
  public Ear of(String plugin, Question question) {
    String head = plugin + " " + question.word() + " ";
    return new Ear() {
      @Override
      public void asked(Fate fate, long nanos) {
        lines.add(head + fate);
      }

      @Override
      public void compared(boolean agrees) {
        lines.add(head + (agrees ? "agrees" : "differs"));
      }
    };
  }
}
