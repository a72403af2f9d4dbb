// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What was sent, what was acknowledged and what arrived, each message known by the digest of its
/// octets from its own first header field on. Any thread.
final class Ledger {
  /// The field that begins a message as its author wrote it; the trace fields stand before it.
  static final byte[] FIRST_FIELD = "X-Accounting: ".getBytes(StandardCharsets.US_ASCII);

  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
  private final Semaphore acknowledgements = new Semaphore(0);

  /// The digest of `length` octets from `from`.
  static String digest(byte[] octets, int from, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(octets, from, length);
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The whole message is about to be given to the server.
  void sending(String digest) {
    sent.add(digest);
  }

  /// The server has said 250 to it.
  void acknowledge(String digest) {
    acknowledged.add(digest);
    acknowledgements.release();
  }

  /// It has come out at the other side.
  void arrive(String digest) {
    arrived.merge(digest, 1, Integer::sum);
  }

  /// Waits for so many more acknowledgements than were waited for so far.
  void awaitMore(int count, int seconds) throws InterruptedException {
    if (!acknowledgements.tryAcquire(count, seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("no " + count + " more messages were accepted in " + seconds + " s");
    }
  }

  /// Forgets the acknowledgements that nobody has waited for.
  void drain() {
    acknowledgements.drainPermits();
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /// Acknowledged, but not arrived.
  long missing() {
    return acknowledged.stream().filter(digest -> !arrived.containsKey(digest)).count();
  }

  /// Arrived with octets that nobody has sent.
  long altered() {
    return arrived.keySet().stream().filter(digest -> !sent.contains(digest)).count();
  }

  /// Arrivals of what had arrived before.
  int repeated() {
    return arrived.values().stream().mapToInt(times -> times - 1).sum();
  }

  /// Arrived though the client never saw a reply.
  long unanswered() {
    return arrived.keySet().stream()
        .filter(sent::contains)
        .filter(digest -> !acknowledged.contains(digest))
        .count();
  }
}
