// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

/// A call that changed files, as `src/test/c/disk.c` has recorded it. Paths are relative to the
/// recorded directory; a handle is one opening of a file.
sealed interface Event {
  /// A file or directory was opened.
  record Opened(int handle, boolean mayCreate, boolean truncates, String path) implements Event {}

  /// Octets were written at `offset`; they stand in the trace at `at`.
  record Written(int handle, long offset, long at, long length) implements Event {}

  /// A file was cut or extended.
  record Resized(int handle, long size) implements Event {}

  /// A range was made zeros, and the file so long if it was shorter.
  record Zeroed(int handle, long offset, long length) implements Event {}

  /// A name was changed.
  record Renamed(String from, String to) implements Event {}

  /// A file got a second name.
  record Linked(String from, String to) implements Event {}

  /// A file or an empty directory lost its name.
  record Removed(String path) implements Event {}

  /// A directory was made.
  record DirectoryMade(String path) implements Event {}

  /// A sync began; it covers what was done before.
  record SyncBegun(int handle, long number) implements Event {}

  /// A sync ended; with an error, nobody knows what it has done.
  record SyncEnded(int handle, long number, int error) implements Event {}

  /// The process said something to somebody.
  record Noted(String text) implements Event {}

  /// A call was made to fail.
  record Failed(String path) implements Event {}
}
