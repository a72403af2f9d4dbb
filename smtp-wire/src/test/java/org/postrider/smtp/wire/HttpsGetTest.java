// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;

/// Texts from servers that behave well, slowly or not at all.
final class HttpsGetTest {
  private static final Duration BRIEF = Duration.ofMillis(500);

  @TempDir private Path folder;

  /// What a server does with its one client.
  private interface Serving {
    void serve(Socket client) throws IOException;
  }

  private HttpsGet.Page get(Serving serving, boolean trusted, Duration patience, int most)
      throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "localhost");
    Path trust = folder.resolve("trust.pem");
    certificate.write(trust, folder.resolve("key.pem"));
    try (SSLServerSocket server =
            (SSLServerSocket) certificate.server().getServerSocketFactory().createServerSocket(0);
        Transport transport = Transport.open(1)) {
      Thread.ofVirtual().start(() -> accept(server, serving));
      ClientTls tls = ClientTls.open(trusted ? trust : null);
      return new HttpsGet(transport, tls, server.getLocalPort(), patience)
          .get("localhost", List.of(InetAddress.getLoopbackAddress()), "/x", most);
    }
  }

  private static void accept(ServerSocket server, Serving serving) {
    try (Socket client = server.accept()) {
      serving.serve(client);
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      assertThat(gone).isNotNull(); // the client may break off at any time
    }
  }

  private static Serving saying(String text) {
    return client -> {
      client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
    };
  }

  @Test
  void getsATextWhole() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; charset=utf-8\r\n";
    HttpsGet.Page page =
        get(saying(head + "Content-Length: 5\r\n\r\nhello"), true, Waits.LONGEST, 100);
    assertThat(page.text()).isEqualTo("hello");
    assertThat(page.certificate().getSubjectX500Principal()).hasToString("CN=localhost");
    String chunked = "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    assertThat(get(saying(head + chunked), true, Waits.LONGEST, 5).text()).isEqualTo("hello");
    assertThatThrownBy(() -> get(saying(head + chunked), true, Waits.LONGEST, 4))
        .isInstanceOf(IOException.class);
  }

  @Test
  void trustsNobodyWithoutReason() {
    assertThatThrownBy(() -> get(saying(""), false, Waits.LONGEST, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost: ");
  }

  @Test
  void givesUpInTime() {
    for (String text : List.of("", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhe")) {
      assertThatThrownBy(() -> get(saying(text), true, BRIEF, 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer within");
    }
  }

  @Test
  void othersAreNoTexts() {
    for (String text :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 301 Moved\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 404 No\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n",
            "220 mail.example ESMTP\r\n")) {
      assertThatThrownBy(() -> get(saying(text), true, Waits.LONGEST, 100))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("did not answer within");
    }
  }
}
