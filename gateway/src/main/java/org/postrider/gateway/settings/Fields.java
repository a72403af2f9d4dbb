// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table of the gateway's own, read by the [Section] that describes it: kinds, ranges and what
/// holds for absent keys come from there. Wrong values are noted and replaced by what holds where
/// they are absent.
final class Fields {
  private final Section section;
  private final Block block;

  Fields(Section section, Block block) {
    this.section = section;
    this.block = block;
  }

  /// Notes keys that the section does not know.
  void refuseUnknown() {
    section.keyNames().forEach(block::has);
    block.unasked().forEach(block::report);
  }

  boolean has(String key) {
    return block.has(section.key(key).name());
  }

  /// Notes the keys of `required` that are absent.
  void require(String... required) {
    for (String key : required) {
      if (!has(key)) {
        Key missing = section.key(key);
        String range = missing.range().isEmpty() ? "" : " (" + missing.range() + ")";
        block.complain(key, "is missing, wanted " + missing.kind().words() + range);
      }
    }
  }

  int number(String name) {
    Key key = section.key(name);
    return Math.toIntExact(block.number(name, absent(key, Long.class), key.least(), key.most()));
  }

  /// A number; where the key is absent, or wrong, this one.
  int numberOr(String name, int other) {
    Key key = section.key(name);
    return Math.toIntExact(block.number(name, other, key.least(), key.most()));
  }

  String text(String name) {
    Key key = section.key(name);
    return block.text(name, key.absent() == null ? "" : absent(key, String.class));
  }

  String choice(String name) {
    Key key = section.key(name);
    String absent = key.absent() == null ? key.choices().getFirst() : absent(key, String.class);
    return block.as(
        name,
        absent,
        "one of " + key.range(),
        text -> key.choices().contains(text) ? Optional.of(text) : Optional.empty());
  }

  boolean flag(String name) {
    return block.flag(name, absent(section.key(name), Boolean.class));
  }

  Duration duration(String name) {
    return block.duration(name, asDuration(absent(section.key(name), String.class)));
  }

  /// A time of at most `most`, a number of days.
  Duration duration(String name, Duration most) {
    Duration duration = duration(name);
    if (duration.compareTo(most) > 0) {
      block.complain(name, "wanted at most \"" + most.toDays() + "d\"");
      return most;
    }
    return duration;
  }

  /// A time that is longer than nothing.
  Duration positive(String name) {
    Duration duration = duration(name);
    if (duration.isZero()) {
      block.complain(name, "found \"0s\", wanted a time longer than that");
    }
    return duration.isZero() ? asDuration(absent(section.key(name), String.class)) : duration;
  }

  List<Duration> durations(String name) {
    Key key = section.key(name);
    List<Duration> absent = texts(key).stream().map(Fields::asDuration).toList();
    List<Duration> found =
        block.list(
            name,
            absent,
            "times such as [\"1m\", \"1h\"], each longer than nothing",
            text -> Quantities.duration(text).filter(Duration::isPositive));
    if (found.isEmpty()) {
      block.complain(name, "found an empty list, wanted at least one time");
    }
    return found.isEmpty() ? absent : found;
  }

  long size(String name, long least) {
    long absent = Quantities.size(absent(section.key(name), String.class)).orElseThrow();
    long size = block.size(name, absent);
    if (size < least) {
      block.complain(
          name, "found " + Quantities.text(size) + ", wanted at least " + Quantities.text(least));
      return absent;
    }
    return size;
  }

  List<String> texts(String name) {
    return block.texts(name, texts(section.key(name)));
  }

  /// A path, or null where the key is absent and nothing holds instead.
  @Nullable Path path(String name) {
    Key key = section.key(name);
    if (key.absent() == null && !block.has(name)) {
      return null;
    }
    return block.path(name, Path.of(key.absent() == null ? "." : absent(key, String.class)));
  }

  /// A file that must be there, or null where the key is absent.
  @Nullable Path readable(String name) {
    Path path = path(name);
    if (path != null && !Files.isReadable(path)) {
      String why = Files.exists(path) ? ", which cannot be read" : ", which is not there";
      block.complain(name, "names the file " + path + why);
    }
    return path;
  }

  /// An address to listen at.
  InetSocketAddress address(String name) {
    Key key = section.key(name);
    InetSocketAddress absent =
        Addresses.listening(key.absent() == null ? "127.0.0.1:0" : absent(key, String.class))
            .orElseThrow();
    return block.as(
        name,
        absent,
        "an address and a port such as \"127.0.0.1:25\", \"[::1]:25\" or \"*:25\"",
        Addresses::listening);
  }

  /// Addresses with a port that may be left out.
  List<InetSocketAddress> addresses(String name, int port) {
    return block.list(
        name,
        List.of(),
        "addresses such as [\"192.0.2.53\", \"[2001:db8::53]:5353\"]",
        text -> Addresses.numeric(text, port));
  }

  Block block() {
    return block;
  }

  private static Duration asDuration(String text) {
    return Quantities.duration(text).orElseThrow();
  }

  private static List<String> texts(Key key) {
    return key.absent() instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static <T> T absent(Key key, Class<T> type) {
    if (key.absent() == null) {
      throw new IllegalArgumentException("nothing holds where " + key.name() + " is absent");
    }
    return type.cast(key.absent());
  }
}
