// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.Content;

/// All hashes that anybody wants of one body, while it goes by once: what is wanted is said first,
/// then the octets are fed in chunks of any size, then the end. For one thread.
///
/// @rfc 6376 §3.4
public final class BodyHashes {
  /// No limit: the hash is of the whole body.
  public static final long WHOLE = Long.MAX_VALUE;

  private static final int CHUNK_OCTETS = 64 * 1024;

  private final List<BodyHash> simple = new ArrayList<>();
  private final List<BodyHash> relaxed = new ArrayList<>();
  private @Nullable SimpleBody simpleBody;
  private @Nullable RelaxedBody relaxedBody;

  /// Nothing is wanted yet.
  public BodyHashes() {}

  /// The hash of the first `limit` octets in a canonical form. Who wants the same gets the same.
  public BodyHash want(Canonicalization form, long limit) {
    List<BodyHash> wanted = form == Canonicalization.SIMPLE ? simple : relaxed;
    for (BodyHash hash : wanted) {
      if (hash.is(form, limit)) {
        return hash;
      }
    }
    if (form == Canonicalization.SIMPLE) {
      simpleBody = simpleBody == null ? new SimpleBody(simple) : simpleBody;
    } else {
      relaxedBody = relaxedBody == null ? new RelaxedBody(relaxed) : relaxedBody;
    }
    BodyHash hash = new BodyHash(form, limit);
    wanted.add(hash);
    return hash;
  }

  /// Some octets of the body, `from` up to `to`.
  public void octets(byte[] octets, int from, int to) {
    if (simpleBody != null && from < to) {
      simpleBody.octets(octets, from, to);
    }
    if (relaxedBody != null && from < to) {
      relaxedBody.octets(octets, from, to);
    }
  }

  /// The whole body at once, which begins after so many octets of a content. Blocks.
  public void read(Content content, int from) throws IOException {
    try (InputStream in = content.open()) {
      in.skipNBytes(from);
      byte[] chunk = new byte[CHUNK_OCTETS];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        octets(chunk, 0, length);
      }
    }
    end();
  }

  /// The body has ended.
  public void end() {
    if (simpleBody != null) {
      simpleBody.end();
    }
    if (relaxedBody != null) {
      relaxedBody.end();
    }
    simple.forEach(BodyHash::end);
    relaxed.forEach(BodyHash::end);
  }
}
