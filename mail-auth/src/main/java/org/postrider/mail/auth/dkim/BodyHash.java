// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.security.MessageDigest;

/// The hash of a body in one canonical form, or of so many octets of it. To be asked once the body
/// has ended. For one thread.
///
/// @rfc 6376 §3.7
public final class BodyHash {
  private final MessageDigest digest = Digests.sha256();
  private final Canonicalization form;
  private final long limit;
  private long size;
  private byte[] value = {};

  BodyHash(Canonicalization form, long limit) {
    this.form = form;
    this.limit = limit;
  }

  boolean is(Canonicalization other, long otherLimit) {
    return form == other && limit == otherLimit;
  }

  void octets(byte[] octets, int from, int to) {
    long left = limit - size;
    if (left > 0) {
      digest.update(octets, from, (int) Math.min(left, to - from));
    }
    size += to - from;
  }

  void end() {
    value = digest.digest();
  }

  /// SHA-256 of the canonical body.
  public byte[] value() {
    return value.clone();
  }

  /// Octets of the canonical body, those past the limit among them.
  public long size() {
    return size;
  }

  /// Whether the hash is of the first octets only, and others follow.
  public boolean isPartial() {
    return size > limit;
  }

  /// Whether there are fewer octets than the hash was to be of.
  public boolean isShort() {
    return limit != BodyHashes.WHOLE && size < limit;
  }
}
