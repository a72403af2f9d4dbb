// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.Dialogue;
import org.postrider.testkit.Dialogue.Chunks;
import org.postrider.testkit.Seed;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

/// Replays the scripts of `src/test/resources/dialogue`: those in `mx`, `lmtp`, `submission` and
/// `submissions` against the listener of that name, each at once, octet by octet, and cut at
/// random.
class DialogueTest {
  @TempDir static Path folder;
  private static RunningServer running;
  private static SSLContext trust;

  @BeforeAll
  static void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    trust = certificate.client();
    SessionLimits defaults = SessionLimits.defaults();
    SessionLimits limits =
        new SessionLimits(
            1_000,
            1_000,
            65_536,
            100,
            3,
            5,
            defaults.commandTimeout(),
            defaults.dataTimeout(),
            defaults.sessionTimeout(),
            10,
            16_384,
            4,
            Duration.ofHours(1));
    running = RunningServer.startSecured(folder, limits, RunningServer.policies());
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  @TestFactory
  Stream<DynamicTest> mx() throws IOException {
    return replays("mx");
  }

  @TestFactory
  Stream<DynamicTest> lmtp() throws IOException {
    return replays("lmtp");
  }

  @TestFactory
  Stream<DynamicTest> submission() throws IOException {
    return replays("submission");
  }

  @TestFactory
  Stream<DynamicTest> submissions() throws IOException {
    return replays("submissions");
  }

  private static Stream<DynamicTest> replays(String listener) throws IOException {
    List<Dialogue> scripts = Dialogue.all(Path.of("src/test/resources/dialogue", listener));
    return scripts.stream()
        .flatMap(script ->
            Stream.of(
                replay(listener, script, new Chunks.Whole()),
                replay(listener, script, new Chunks.Octets()),
                replay(listener, script, new Chunks.Random(Seed.random()))));
  }

  private static DynamicTest replay(String listener, Dialogue script, Chunks chunks) {
    InetSocketAddress address = running.address(listener);
    String name = script.name() + ", " + chunks.getClass().getSimpleName();
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (Wire wire = Wire.to(address, trust)) {
            if (listener.equals("submissions")) {
              wire.secure();
            }
            script.replay(wire, chunks);
          }
        });
  }
}
