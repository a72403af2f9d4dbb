// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.text.MessageFormat;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Meter;

/// Keeps what a plug-in counts and logs. Any thread.
final class Recorder implements Meter, System.Logger {
  private final Map<String, Long> counters = new ConcurrentHashMap<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void count(String counter) {
    counters.merge(counter, 1L, Long::sum);
  }

  long counted(String counter) {
    return counters.getOrDefault(counter, 0L);
  }

  List<String> logged() {
    return List.copyOf(lines);
  }

  @Override
  public String getName() {
    return "harness";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String text,
      @Nullable Throwable thrown) {
    lines.add(level + " " + text + (thrown == null ? "" : " " + thrown));
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object... parameters) {
    lines.add(level + " " + (format == null ? "" : MessageFormat.format(format, parameters)));
  }
}
