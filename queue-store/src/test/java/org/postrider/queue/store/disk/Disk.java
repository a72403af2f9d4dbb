// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A disk and the system's memory above it, as a trace tells of them: it follows event by event,
/// and can say at each what is left of the directory when the power goes just then.
///
/// What was written to a file is on the disk for certain when a sync of that file has ended that
/// began afterwards; so is its size. A name that was made, changed or removed is when a sync of its
/// directory has. What a failed sync should have made durable is lost: the system takes it for
/// written and never tries again.
final class Disk {
  private final Path space;
  private final Trace trace;
  private final FileNode root = FileNode.directory();
  private final Map<Integer, FileNode> open = new HashMap<>();
  private final Map<Long, Long> syncs = new HashMap<>();
  private final List<NameChange> unsynced = new ArrayList<>();
  private long now;
  private int files;

  /// Several names that change together.
  private record NameChange(long when, List<Edit> edits) {
    boolean isIn(FileNode directory) {
      return edits.stream().anyMatch(edit -> edit.directory == directory);
    }
  }

  /// A name in a directory means another file now; null: none.
  private record Edit(FileNode directory, String name, @Nullable FileNode file) {
    void apply(Map<String, FileNode> names) {
      if (file == null) {
        names.remove(name);
      } else {
        names.put(name, file);
      }
    }
  }

  /// `space` is an empty directory for what is on the disk.
  Disk(Path space, Trace trace) {
    this.space = space;
    this.trace = trace;
  }

  /// Begins with what stands under `directory`, all of it durable.
  void take(Path directory) throws IOException {
    take(directory, root);
  }

  private void take(Path from, FileNode to) throws IOException {
    try (Stream<Path> paths = Files.list(from)) {
      for (Path path : paths.toList()) {
        FileNode node = FileNode.directory();
        if (Files.isSymbolicLink(path)) {
          continue; // what is linked stands elsewhere
        }
        if (Files.isDirectory(path)) {
          take(path, node);
        } else {
          node = FileNode.file(++files, space);
          node.take(path);
        }
        String name = path.getFileName().toString();
        to.names().put(name, node);
        to.durableNames().put(name, node);
      }
    }
  }

  void follow(Event event) throws IOException {
    now++;
    switch (event) {
      case Event.Opened opened -> opened(opened);
      case Event.Written(int handle, long offset, long at, long length) ->
          node(handle).written(now, offset, at, length);
      case Event.Resized(int handle, long size) -> node(handle).resized(now, size);
      case Event.Zeroed(int handle, long offset, long length) ->
          node(handle).written(now, offset, FileNode.ZEROS, length);
      case Event.Renamed(String from, String to) -> change(edit(from, null), edit(to, find(from)));
      case Event.Linked(String from, String to) -> change(edit(to, find(from)));
      case Event.Removed(String path) -> change(edit(path, null));
      case Event.DirectoryMade(String path) -> change(edit(path, FileNode.directory()));
      case Event.SyncBegun(int _, long number) -> syncs.put(number, now);
      case Event.SyncEnded(int handle, long number, int error) ->
          synced(node(handle), syncs.remove(number), error == 0);
      case Event.Noted _, Event.Failed _ -> {}
    }
  }

  private void opened(Event.Opened opened) throws IOException {
    FileNode node = opened.path().isEmpty() ? root : lookUp(opened.path());
    if (node == null) {
      if (!opened.mayCreate()) {
        throw new IOException("the trace opens what is not there: " + opened.path());
      }
      node = FileNode.file(++files, space);
      change(edit(opened.path(), node));
    } else if (opened.truncates()) {
      node.resized(now, 0);
    }
    open.put(opened.handle(), node);
  }

  private FileNode node(int handle) throws IOException {
    FileNode node = open.get(handle);
    if (node == null) {
      throw new IOException("the trace uses a file that it has not opened");
    }
    return node;
  }

  private @Nullable FileNode lookUp(String path) {
    FileNode node = root;
    for (String name : path.split("/")) {
      node = node == null ? null : node.names().get(name);
    }
    return node;
  }

  private FileNode find(String path) throws IOException {
    FileNode node = lookUp(path);
    if (node == null) {
      throw new IOException("the trace names what is not there: " + path);
    }
    return node;
  }

  private Edit edit(String path, @Nullable FileNode file) throws IOException {
    int slash = path.lastIndexOf('/');
    FileNode directory = slash < 0 ? root : find(path.substring(0, slash));
    return new Edit(directory, path.substring(slash + 1), file);
  }

  private void change(Edit... edits) {
    for (Edit edit : edits) {
      edit.apply(edit.directory.names());
    }
    unsynced.add(new NameChange(now, List.of(edits)));
  }

  private void synced(FileNode node, long begun, boolean well) throws IOException {
    if (!node.isDirectory()) {
      node.synced(begun, well, trace);
      return;
    }
    for (Iterator<NameChange> all = unsynced.iterator(); all.hasNext(); ) {
      NameChange change = all.next();
      if (change.when <= begun && change.isIn(node)) {
        if (well) {
          change.edits.forEach(edit -> edit.apply(edit.directory.durableNames()));
        }
        all.remove();
      }
    }
  }

  /// Makes `target` the directory as it is found after a power cut now.
  void rebuild(Path target, Loss loss) throws IOException {
    Map<FileNode, Map<String, FileNode>> names = new HashMap<>();
    int certain = loss.namesKept(unsynced.size());
    for (int i = 0; i < unsynced.size(); i++) {
      if (i < certain || loss.keepsName(i)) {
        for (Edit edit : unsynced.get(i).edits) {
          edit.apply(names.computeIfAbsent(edit.directory, d -> new HashMap<>(d.durableNames())));
        }
      }
    }
    rebuild(root, target, names, loss);
  }

  private void rebuild(
      FileNode node, Path target, Map<FileNode, Map<String, FileNode>> names, Loss loss)
      throws IOException {
    Files.createDirectories(target);
    for (var named : names.getOrDefault(node, node.durableNames()).entrySet()) {
      Path path = target.resolve(named.getKey());
      if (named.getValue().isDirectory()) {
        rebuild(named.getValue(), path, names, loss);
      } else {
        named.getValue().rebuild(path, loss, trace);
      }
    }
  }
}
