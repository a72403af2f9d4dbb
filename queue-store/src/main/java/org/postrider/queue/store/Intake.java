// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.postrider.smtp.protocol.message.Content;

/// A message on its way in: append, then commit or abandon, once. For one thread at a time; no call
/// blocks, so an event loop may use it. Octets are stored in pieces as they come; until the commit
/// nothing of them survives a crash.
public interface Intake {
  /// Takes octets, copying them. False asks the caller to append no more until [#ready()]
  /// completes; what is appended all the same is still taken, up to a bound, past which the commit
  /// is refused.
  boolean append(byte[] octets, int from, int length);

  /// Completes when more octets are welcome; at once where they are now.
  CompletionStage<Void> ready();

  /// How many octets were appended.
  long size();

  /// What was appended so far, to be read (on a thread that may block) before the commit. Valid
  /// until commit or abandon.
  Content staged();

  /// Makes message and entries durable together. Completes, at once or on a thread of the store,
  /// with [Commit.Kept] or a refusal; never exceptionally. Throws `IllegalArgumentException` where
  /// [Envelope#check] does.
  CompletionStage<Commit> commit(Envelope envelope, List<Entry> entries);

  /// Forgets what was appended. Nothing happens after a commit.
  void abandon();
}
