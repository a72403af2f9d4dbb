// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Tells where in a stream of octets content ends and lines begin again. One for each stretch of
/// content; for one thread.
public sealed interface ContentFramer permits Unstuffer, ChunkFramer {
  /// Whether the end has come; then nothing is taken any more.
  boolean ended();

  /// Takes octets from `from` up to, not including, `to`, and gives the content in them to `sink`.
  /// Returns how many it has used: all, or those up to the end.
  int feed(byte[] in, int from, int to, Sink sink);
}
