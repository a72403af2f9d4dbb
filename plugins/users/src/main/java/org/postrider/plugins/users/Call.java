// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.plugins.api.OperatorCommand;

/// How a command was called: a verb, words, options with a value and flags. `fault` is `""`, or
/// what is wrong with the call.
record Call(
    String verb, List<String> words, Map<String, String> options, Set<String> flags, String fault) {

  static Call read(List<String> arguments, List<String> options, List<String> flags) {
    List<String> words = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    Set<String> set = new HashSet<>();
    String fault = arguments.isEmpty() ? "what to do is missing" : "";
    for (int i = 0; i < arguments.size() && fault.isEmpty(); i++) {
      String word = arguments.get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (!word.startsWith("--")) {
        words.add(word);
      } else if (flags.contains(word)) {
        set.add(word);
      } else if (!options.contains(name)) {
        fault = "there is no option " + name;
      } else if (equals >= 0) {
        values.put(name, word.substring(equals + 1));
      } else if (i + 1 < arguments.size()) {
        values.put(name, arguments.get(++i));
      } else {
        fault = name + " needs a value";
      }
    }
    String verb = words.isEmpty() || !fault.isEmpty() ? "" : words.removeFirst();
    return new Call(verb, words, values, set, fault);
  }

  /// Whether it is this verb with so many words after it.
  boolean is(String what, int count) {
    return verb.equals(what) && words.size() == count;
  }

  /// Whether there is neither an option nor a flag.
  boolean isBare() {
    return options.isEmpty() && flags.isEmpty();
  }

  String word(int index) {
    return words.get(index);
  }

  boolean isSet(String flag) {
    return flags.contains(flag);
  }

  /// An option's value, or `""`.
  String option(String name) {
    return options.getOrDefault(name, "");
  }

  /// Says how it should have been called; the exit status of a wrong call.
  int wrong(List<String> usage, OperatorCommand.Terminal terminal) {
    if (!fault.isEmpty()) {
      terminal.err().println(fault);
    }
    usage.forEach(terminal.err()::println);
    return 2;
  }
}
