// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.smtp.wire.CertificateFiles;
import org.postrider.smtp.wire.TlsSettings;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

/// Opening, changing and ending a server.
class LifeTest {
  private static ServerSettings settings(RunningServer running, ListenerSettings... listeners) {
    ServerSettings now = running.settings(RunningServer.LIMITS, RunningServer.AUTH);
    return new ServerSettings(
        now.hostname(), now.postmaster(), List.of(listeners), now.limits(), now.auth(), now.tls());
  }

  private static ListenerSettings mx(String name, int port) {
    return new ListenerSettings(
        name, ListenerKind.MX, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (RunningServer running = RunningServer.start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() ->
              running.server.reload(
                  settings(running, mx("mx", 0), mx("other", port)), PolicySet.NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("listener other")
          .hasMessageContaining("127.0.0.1:" + port);
      assertThat(running.server.listening()).extracting(Listening::name).containsExactly("mx");
      try (RunningServer.Client client = running.connect()) {
        assertThat(client.reply()).startsWith("220"); // all is as it was
        client.ask("EHLO client.example");
        client.ask("MAIL FROM:<a@b.example>");
        assertThat(client.ask("RCPT TO:<c@local.example>")).startsWith("250");
      }
    }
  }

  @Test
  void aMissingCertificateChangesNothing() throws IOException {
    try (RunningServer running = RunningServer.start()) {
      ServerSettings now = settings(running, mx("mx", 0));
      TlsSettings tls =
          TlsSettings.of(
              new CertificateFiles(Path.of("/nowhere/cert.pem"), Path.of("/nowhere/key.pem")));
      ServerSettings wrong =
          new ServerSettings(
              "other.example", now.postmaster(), now.listeners(), now.limits(), now.auth(), tls);
      assertThatThrownBy(() -> running.server.reload(wrong, PolicySet.NONE))
          .isInstanceOf(IOException.class)
          .hasMessage("/nowhere/cert.pem is not there");
      try (RunningServer.Client client = running.connect()) {
        assertThat(client.reply()).isEqualTo("220 mx.local.example ESMTP");
      }
    }
  }

  @Test
  void aListenerThatTakesPasswordsNeedsACertificate() {
    ListenerSettings submission =
        new ListenerSettings("submission", ListenerKind.SUBMISSION, new InetSocketAddress(0));
    assertThatThrownBy(() ->
            new ServerSettings(
                "h.example",
                RunningServer.POSTMASTER,
                List.of(submission),
                RunningServer.LIMITS,
                RunningServer.AUTH,
                null))
        .hasMessage("listener submission needs a certificate, since it asks for passwords");
  }

  @Test
  void aReloadHoldsForNewSessionsAndOpensAndClosesListeners() throws IOException {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client old = running.connect()) {
      old.reply();
      old.ask("EHLO client.example");
      old.ask("MAIL FROM:<a@b.example>");
      InetSocketAddress before = running.address("mx");
      running.server.reload(settings(running, mx("mx", 0), mx("second", 0)), PolicySet.NONE);
      assertThat(running.address("mx")).isEqualTo(before);
      assertThat(old.ask("RCPT TO:<c@local.example>")).startsWith("250");
      try (RunningServer.Client client =
          new RunningServer.Client(Wire.to(running.address("second"), null))) {
        client.reply();
        client.ask("EHLO client.example");
        client.ask("MAIL FROM:<a@b.example>");
        assertThat(client.ask("RCPT TO:<c@local.example>")).startsWith("550 5.7.1");
      }
      running.server.reload(settings(running, mx("second", 0)), PolicySet.NONE);
      assertThat(running.server.listening()).extracting(Listening::name).containsExactly("second");
      assertThat(old.ask("NOOP")).startsWith("250");
    }
  }

  /// One address and all addresses cannot both be listened at with the same port, so the one has to
  /// be left before the other is taken.
  @Test
  void aListenerMovesToAllAddressesAndBack() throws IOException {
    try (RunningServer running = RunningServer.start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = freePort();
      ListenerSettings one = mx("mx", port);
      ListenerSettings all =
          new ListenerSettings("mx", ListenerKind.MX, new InetSocketAddress("0.0.0.0", port));
      ListenerSettings bad = mx("bad", taken.getLocalPort());
      running.server.reload(settings(running, one), PolicySet.NONE);
      assertThatThrownBy(() -> running.server.reload(settings(running, all, bad), PolicySet.NONE))
          .hasMessageContaining("listener bad");
      assertThat(greeting(running)).isEqualTo("mx here: 220");
      running.server.reload(settings(running, all), PolicySet.NONE);
      assertThat(greeting(running)).isEqualTo("mx everywhere: 220");
      assertThatThrownBy(() -> running.server.reload(settings(running, one, bad), PolicySet.NONE))
          .hasMessageContaining("listener bad");
      assertThat(greeting(running)).isEqualTo("mx everywhere: 220");
      running.server.reload(settings(running, one), PolicySet.NONE);
      assertThat(greeting(running)).isEqualTo("mx here: 220");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /// The one listener, where it listens, and how it greets on this machine.
  private static String greeting(RunningServer running) throws IOException {
    Listening only = running.server.listening().getFirst();
    assertThat(running.server.listening()).hasSize(1);
    InetSocketAddress here =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), only.address().getPort());
    try (RunningServer.Client client = new RunningServer.Client(Wire.to(here, null))) {
      String where = only.address().getAddress().isAnyLocalAddress() ? "everywhere" : "here";
      return only.name() + " " + where + ": " + client.reply().substring(0, 3);
    }
  }

  @Test
  void drainingEndsIdleSessionsAtOnceAndLetsAMessageEnd() throws Exception {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client idle = running.connect();
        RunningServer.Client busy = running.connect()) {
      idle.reply();
      busy.reply();
      busy.ask("EHLO client.example");
      busy.ask("MAIL FROM:<a@b.example>");
      busy.ask("RCPT TO:<c@local.example>");
      assertThat(busy.ask("DATA")).startsWith("354");
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> running.server.drain(Duration.ofMinutes(1)));
      assertThat(idle.reply()).startsWith("421 4.3.2");
      assertThat(idle.isClosed()).isTrue();
      assertThat(busy.ask("Subject: x\r\n\r\n.")).startsWith("250 2.0.0");
      assertThat(busy.reply()).startsWith("421 4.3.2");
      drained.get(30, TimeUnit.SECONDS);
      assertThat(running.server.sessions()).isZero();
      assertThat(running.queued()).hasSize(1);
    }
  }

  @Test
  void drainingCutsOffWhatDoesNotEnd() throws Exception {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client stuck = running.connect()) {
      stuck.reply();
      stuck.ask("EHLO client.example");
      stuck.ask("MAIL FROM:<a@b.example>");
      stuck.ask("RCPT TO:<c@local.example>");
      stuck.ask("DATA");
      running.server.drain(Duration.ofMillis(200));
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
      assertThat(stuck.isClosed()).isTrue();
    }
  }
}
