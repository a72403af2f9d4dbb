// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Settings;

/// What somebody has said about a word, for a time, in the plug-in's memory. That nobody could say
/// is not remembered, nor what is too long for the memory. Without a memory others are asked each
/// time. Any thread.
///
/// Settings: `known-for` and `unknown-for`.
///
/// @param known how long it is remembered what was said; zero for not at all
/// @param unknown how long that there was nothing to say
public record Remembered(Host host, Duration known, Duration unknown) {
  private static final String KNOWN = "known-for";
  private static final String UNKNOWN = "unknown-for";
  private static final String YES = "y";
  private static final String NO = "n";

  /// Somebody who is asked where nothing is remembered.
  @FunctionalInterface
  public interface Source {
    /// What there is; an `IOException` means that nobody can say now.
    Optional<String> ask() throws IOException, InterruptedException;
  }

  /// Reads the settings, with what holds where a key is absent. Throws a
  /// [org.postrider.plugins.api.SettingsException].
  public static Remembered read(Host host, Duration known, Duration unknown) {
    Settings settings = host.settings();
    return new Remembered(host, time(settings, KNOWN, known), time(settings, UNKNOWN, unknown));
  }

  private static Duration time(Settings settings, String key, Duration absent) {
    Duration time = settings.duration(key, absent);
    if (time.isNegative() || time.compareTo(Memory.LONGEST_TIME) > 0) {
      throw settings.wrong(key, "has to be from 0s to 400d");
    }
    return time;
  }

  /// What is remembered about a word, or else what `source` says.
  public Optional<String> ask(String word, Source source) throws IOException, InterruptedException {
    Optional<String> before = find(word);
    if (before.isPresent()) {
      host.meter().count("remembered");
      return before.filter(answer -> answer.startsWith(YES)).map(answer -> answer.substring(1));
    }
    Optional<String> answer = source.ask();
    put(word, answer.map(YES::concat).orElse(NO), answer.isPresent() ? known : unknown);
    return answer;
  }

  private Optional<String> find(String word) {
    try {
      return host.memory().find(word);
    } catch (IOException e) {
      host.logger().log(Level.DEBUG, "the memory is out of reach: {0}", e);
      return Optional.empty();
    }
  }

  private void put(String word, String answer, Duration time) {
    if (time.isZero() || answer.length() > Memory.LONGEST_VALUE) {
      return;
    }
    try {
      host.memory().put(word, answer, time);
    } catch (IOException e) {
      host.logger().log(Level.DEBUG, "the memory is out of reach: {0}", e);
    }
  }
}
