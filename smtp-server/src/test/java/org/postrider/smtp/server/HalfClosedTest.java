// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;

/// Clients that end their side of the connection behind their last command, as Exim does, and wait
/// for the replies; and clients that are gone.
class HalfClosedTest {
  private static final String GROUP =
      """
      EHLO client.example
      MAIL FROM:<a@b.example>
      RCPT TO:<c@local.example>
      BDAT 15 LAST
      Subject: hi

      """
          .replace("\n", "\r\n");

  @TempDir private Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  /// One whose plug-in answers when it may, so that the end of the client's side comes before.
  private RunningServer running() throws Exception {
    TestCertificate.make(folder, "mx.local.example")
        .write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    PolicySet usual = RunningServer.policies();
    PolicySet slow =
        new PolicySet(
            usual.connection(),
            usual.hello(),
            usual.password(),
            usual.scram(),
            usual.mail(),
            usual.relay(),
            usual.recipient(),
            List.of(RunningServer.asked("slow", this::answer)));
    return RunningServer.startSecured(folder, SessionLimits.defaults(), slow);
  }

  private ContentVerdict answer(Submitted question) throws InterruptedException {
    asked.countDown();
    mayAnswer.await();
    return Verdict.pass();
  }

  private static String all(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    StringBuilder all = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      all.append(line).append('\n');
    }
    return all.toString();
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static Socket open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) Waits.LONGEST.toMillis());
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUIT\r\n", "NOOP\r\nQUIT\r\n", "NOOP\r\n"})
  void whoHasSaidMoreHearsTheReplies(String rest) throws Exception {
    try (RunningServer running = running();
        Socket socket = open(running.address("mx"))) {
      say(socket, GROUP + rest);
      socket.shutdownOutput();
      asked.await();
      mayAnswer.countDown();
      String said = all(socket);
      assertThat(said).contains("250 2.0.0 Ok: queued as ");
      assertThat(said).endsWith(rest.contains("QUIT") ? "221 2.0.0 Bye\n" : "250 2.0.0 OK\n");
      assertThat(running.queued()).hasSize(1);
    }
  }

  @Test
  void soItIsUnderTls() throws Exception {
    try (RunningServer running = running();
        Socket plain = open(running.address("mx"))) {
      say(plain, "EHLO client.example\r\nSTARTTLS\r\n");
      StringBuilder said = new StringBuilder();
      while (!said.toString().contains("\n220 2.0.0") || said.charAt(said.length() - 1) != '\n') {
        said.append((char) plain.getInputStream().read());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, "mx.local.example", 25, true)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        say(socket, GROUP + "QUIT\r\n");
        socket.shutdownOutput();
        asked.await();
        mayAnswer.countDown();
        assertThat(all(socket)).contains("250 2.0.0 Ok: queued as ").endsWith("221 2.0.0 Bye\n");
      }
    }
  }

  /// Nobody is told that we have it, so we do not.
  @Test
  void whoHasNotIsGone() throws Exception {
    try (RunningServer running = running();
        Socket socket = open(running.address("mx"))) {
      say(socket, GROUP);
      asked.await();
      socket.shutdownOutput();
      assertThat(all(socket)).doesNotContain("queued").endsWith("250 2.1.5 Recipient OK\n");
      mayAnswer.countDown();
      await().atMost(Waits.LONGEST).until(() -> running.server.sessions() == 0);
      assertThat(running.queued()).isEmpty();
    }
  }
}
