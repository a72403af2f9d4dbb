// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SettingsException;

/// A plug-in's block of the configuration, from a map. Values are what the file's syntax knows:
/// text, whole numbers, true and false, and lists of texts.
public final class MapSettings implements Settings {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");

  private final String block;
  private final Path directory;
  private final Map<String, Object> values;
  private final Set<String> asked = new TreeSet<>();

  /// Settings of the block `plugins.NAME`; relative paths are below `directory`.
  public MapSettings(String name, Path directory, Map<String, ?> values) {
    this.block = "plugins." + name;
    this.directory = directory;
    this.values = new TreeMap<>(values);
  }

  /// The keys that nobody has asked for.
  public Set<String> unknown() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(asked);
    return unknown;
  }

  @Override
  public String text(String key, String absent) {
    return read(key, absent, "a text", value -> value instanceof String text ? text : null);
  }

  @Override
  public long number(String key, long absent, long least, long most) {
    String right = "a whole number from " + least + " to " + most;
    return read(key, absent, right, value -> within(value, least, most));
  }

  private static @Nullable Long within(Object value, long least, long most) {
    if (!(value instanceof Long || value instanceof Integer)) {
      return null;
    }
    long number = ((Number) value).longValue();
    return number < least || number > most ? null : (Long) number;
  }

  @Override
  public boolean flag(String key, boolean absent) {
    return read(key, absent, "true or false", value -> value instanceof Boolean is ? is : null);
  }

  @Override
  public Duration duration(String key, Duration absent) {
    return read(key, absent, "a time such as \"90s\" or \"5m\"", MapSettings::durationOf);
  }

  private static @Nullable Duration durationOf(Object value) {
    Matcher part = DURATION.matcher(value.toString());
    if (!part.matches()) {
      return null;
    }
    long count = Long.parseLong(part.group(1));
    return switch (part.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  @Override
  public long size(String key, long absent) {
    return read(key, absent, "a size such as \"10MiB\"", MapSettings::sizeOf);
  }

  private static @Nullable Long sizeOf(Object value) {
    Matcher part = SIZE.matcher(value.toString());
    if (!part.matches()) {
      return null;
    }
    int shift =
        switch (part.group(2)) {
          case "B" -> 0;
          case "KiB" -> 10;
          case "MiB" -> 20;
          default -> 30;
        };
    return Long.parseLong(part.group(1)) << shift;
  }

  @Override
  public List<String> texts(String key, List<String> absent) {
    return read(key, absent, "a list of texts", MapSettings::textsOf);
  }

  private static @Nullable List<String> textsOf(Object value) {
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      return null;
    }
    return list.stream().map(String.class::cast).toList();
  }

  @Override
  public Path path(String key, Path absent) {
    Path path =
        read(key, absent, "a path", value -> value instanceof String text ? Path.of(text) : null);
    return directory.resolve(path);
  }

  @Override
  public SettingsException wrong(String key, String message) {
    return new SettingsException(block + "." + key + ": " + message);
  }

  private <T> T read(String key, T absent, String right, Function<Object, @Nullable T> reader) {
    asked.add(key);
    Object value = values.get(key);
    if (value == null) {
      return absent;
    }
    T read = reader.apply(value);
    if (read == null) {
      throw wrong(key, value + " is not " + right);
    }
    return read;
  }
}
