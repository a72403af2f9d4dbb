// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postrider.plugins.api.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memories of all plug-ins, each with a file in one directory. They are read when a plug-in
/// first asks for its own, and written from [#keep] on: at intervals where they have changed, and
/// at the end. Any thread.
public final class Memories implements MemorySource {
  private static final Logger LOG = LoggerFactory.getLogger(Memories.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Path directory;
  private final InstantSource clock;
  private final Map<String, PluginMemory> memories = new ConcurrentHashMap<>();

  /// Memories in `directory`, which is made when there is something to keep.
  public Memories(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public Memory of(String plugin, long octets) {
    PluginMemory memory =
        memories.computeIfAbsent(
            plugin, name -> read(directory.resolve(file(name)), new PluginMemory(clock, octets)));
    memory.resize(octets);
    return memory;
  }

  private static String file(String plugin) {
    return plugin + ".memory";
  }

  private static PluginMemory read(Path file, PluginMemory memory) {
    if (Files.exists(file)) {
      try {
        MemoryFile.read(file).forEach(memory::restore);
      } catch (IOException e) {
        LOG.warn("{} is damaged, so what it held is forgotten: {}", file, String.valueOf(e));
        setAside(file);
      }
    }
    return memory;
  }

  private static void setAside(Path file) {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be set aside as {}: {}", file, aside, String.valueOf(e));
    }
  }

  /// Keeps them from now on, until the result is closed; the directory has to be ours alone.
  public AutoCloseable keep() {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("memories").daemon().factory());
    timer.scheduleWithFixedDelay(
        this::write, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    return () -> {
      timer.close();
      write();
    };
  }

  private void write() {
    memories.forEach((plugin, memory) -> {
      if (memory.tookChanges()) {
        try {
          Files.createDirectories(directory);
          MemoryFile.write(directory, file(plugin), memory.all());
        } catch (IOException e) {
          memory.noteChange(); // tried again at the next interval
          LOG.warn("the memory of plug-in {} cannot be kept: {}", plugin, String.valueOf(e));
        }
      }
    });
  }
}
