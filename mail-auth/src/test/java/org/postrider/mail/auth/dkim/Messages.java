// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderSection;

/// How tests have a message verified.
final class Messages {
  private static final int LONGEST_HEADER = 1 << 20;

  private Messages() {}

  static HeaderSection header(byte[] message) {
    try {
      return HeaderSection.of(Content.of(message), LONGEST_HEADER);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  static SignedFields fields(byte[] message) {
    return new SignedFields(header(message).fields().all());
  }

  static List<DkimVerdict> verify(
      byte[] message, DnsLookup lookup, DkimSettings settings, Instant moment) {
    HeaderSection header = header(message);
    BodyHashes body = new BodyHashes();
    SignedFields fields = new SignedFields(header.fields().all());
    DkimVerifier verifier = new DkimVerifier(fields, body, settings, moment);
    body.octets(message, header.size(), message.length);
    body.end();
    return verifier.verdicts(lookup);
  }

  /// Feeds octets in chunks of random sizes, some of them empty.
  static void feed(BodyHashes body, byte[] octets, int from, RandomGenerator random) {
    int at = from;
    while (at < octets.length) {
      int to = Math.min(octets.length, at + random.nextInt(1 + random.nextInt(1, 50)));
      body.octets(octets, at, to);
      at = to;
    }
  }
}
