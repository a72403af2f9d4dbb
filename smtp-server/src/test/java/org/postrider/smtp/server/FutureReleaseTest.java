// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Listing;
import org.postrider.testkit.Dialogue;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

/// Mail that a client wants held is in the spool, and not due before.
///
/// @rfc 4865 §4.2
class FutureReleaseTest {
  private static final String SESSION =
      """
      S: 220 ...
      C: EHLO client.example
      S+ 250 ...
      C: AUTH PLAIN AGFsaWNlAHJhYmJpdA==
      S: 235 2.7.0 ...
      C: MAIL FROM:<a@b.example> HOLDFOR=3600
      S: 250 2.1.0 ...
      C: RCPT TO:<c@local.example>
      S: 250 2.1.5 ...
      C: DATA
      S: 354 ...
      C: Subject: x
      C:
      C: later
      C: .
      S: 250 2.0.0 ...
      C: QUIT
      S: 221 2.0.0 ...
      ! closed
      """;

  @TempDir private Path folder;

  @Test
  void isNotDueBefore() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    SessionLimits limits = held(SessionLimits.defaults());
    try (RunningServer running =
        RunningServer.startSecured(folder, limits, RunningServer.policies())) {
      Instant before = Instant.now();
      try (Wire wire = Wire.to(running.address("submissions"), certificate.client())) {
        wire.secure();
        Dialogue.parse("held", SESSION).replay(wire, new Dialogue.Chunks.Whole());
      }
      Listing.Item item = running.queued().getFirst();
      Instant release = item.envelope().released();
      assertThat(release)
          .isBetween(before.plus(Duration.ofHours(1)), Instant.now().plus(Duration.ofHours(1)));
      assertThat(item.entry().due()).isEqualTo(release);
      assertThat(item.envelope().accepted()).isBefore(release);
    }
  }

  private static SessionLimits held(SessionLimits limits) {
    return new SessionLimits(
        limits.connections(),
        limits.connectionsPerAddress(),
        limits.messageSize(),
        limits.recipients(),
        limits.messages(),
        limits.errors(),
        limits.commandTimeout(),
        limits.dataTimeout(),
        limits.sessionTimeout(),
        limits.hops(),
        limits.headerSize(),
        limits.priority(),
        Duration.ofHours(2));
  }
}
