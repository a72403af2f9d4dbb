// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.queue.store.Spool;

/// What [ManyWaiting] is asked for, each as `name=number`.
///
/// @param waiting how many messages wait
/// @param body octets of each
/// @param destinations over which they are spread in turn
/// @param messages how many are taken and settled to measure a rate
/// @param rounds how often that is done; the median counts
/// @param atOnce how many commits wait for their answer at a time
/// @param patience how long the spool is waited for at most, each time
record Options(
    int waiting,
    int body,
    int destinations,
    int messages,
    int rounds,
    int atOnce,
    Duration patience) {
  private static final Map<String, Integer> DEFAULTS =
      Map.of(
          "waiting", 1_000_000,
          "body", 512,
          "destinations", 1_000,
          "messages", 100_000,
          "rounds", 3,
          "atOnce", 512,
          "patience", 600);

  /// Reads the arguments from the one at `from` on; throws `IllegalArgumentException` for one that
  /// there is not.
  static Options of(String[] args, int from) {
    Map<String, Integer> values = new HashMap<>(DEFAULTS);
    for (String arg : Arrays.asList(args).subList(from, args.length)) {
      int equals = arg.indexOf('=');
      String name = arg.substring(0, Math.max(0, equals));
      if (!DEFAULTS.containsKey(name)) {
        throw new IllegalArgumentException("no such option: " + arg + "; there are " + DEFAULTS);
      }
      values.put(name, Integer.valueOf(arg.substring(equals + 1)));
    }
    return new Options(
        values.get("waiting"),
        values.get("body"),
        values.get("destinations"),
        values.get("messages"),
        values.get("rounds"),
        values.get("atOnce"),
        Duration.ofSeconds(values.get("patience")));
  }

  /// The same as arguments.
  List<String> args() {
    return List.of(
        "waiting=" + waiting,
        "body=" + body,
        "destinations=" + destinations,
        "messages=" + messages,
        "rounds=" + rounds,
        "atOnce=" + atOnce,
        "patience=" + patience.toSeconds());
  }

  /// Such messages through a spool.
  Traffic traffic(Spool spool) {
    return new Traffic(spool, body, destinations, atOnce);
  }
}
