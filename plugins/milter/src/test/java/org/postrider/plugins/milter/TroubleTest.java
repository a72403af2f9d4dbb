// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.PluginHarness;

/// Filters that break off, dawdle or talk nonsense.
class TroubleTest {
  private static final String MESSAGE = "Subject: a\r\n\r\nbody\r\n";
  private static final int ALL_BUT_THE_END = 0x37f; // wants to hear of nothing before

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /// What a filter does once a message has ended.
  private interface End {
    void with(Socket socket, DataOutputStream out) throws Exception;
  }

  private static void say(DataOutputStream out, String packet) throws IOException {
    byte[] octets = packet.getBytes(StandardCharsets.ISO_8859_1);
    out.writeInt(octets.length);
    out.write(octets);
    out.flush();
  }

  /// A filter that agrees to `actions` in `version`, and hears of the ends of messages only.
  private String filter(int version, int actions, End end) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              open.add(socket);
              Thread.ofVirtual().start(() -> serve(socket, version, actions, end));
            } catch (IOException e) {
              if (!server.isClosed()) {
                throw new UncheckedIOException(e);
              }
            }
          }
        });
    return "inet:127.0.0.1:" + server.getLocalPort();
  }

  private static void serve(Socket socket, int version, int actions, End end) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        byte[] packet = new byte[in.readInt()];
        in.readFully(packet);
        if (packet[0] == 'O') {
          out.writeInt(13);
          out.write('O');
          out.writeInt(version);
          out.writeInt(actions);
          out.writeInt(ALL_BUT_THE_END);
          out.flush();
        } else if (packet[0] == 'E') {
          end.with(socket, out);
        }
      }
    } catch (Exception _) { // the other side has had enough of it
      return;
    }
  }

  private static PluginHarness harness(String... filters) {
    return PluginHarness.with(new Milter())
        .setting("filters", List.of(filters))
        .setting("hostname", "mx.test")
        .setting("reply-timeout", "400ms");
  }

  private static Addressed addressed(PluginHarness harness) {
    harness.connection();
    return again(harness);
  }

  private static Addressed again(PluginHarness harness) {
    assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
    Addressed addressed = harness.mail("<a@b.example>").recipient("c@d.example");
    assertThat(addressed.verdict()).isEqualTo(Verdict.pass());
    return addressed;
  }

  private static void assertFails(PluginHarness harness, String why) {
    Addressed addressed = addressed(harness);
    assertThatThrownBy(() -> addressed.message(MESSAGE))
        .isInstanceOf(AssertionError.class)
        .rootCause()
        .satisfies(cause -> assertThat(why.isEmpty() || cause.getMessage().contains(why)).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "hX\u0000y\u0000, action 1",
    "xnonsense, not known",
    "b, action 2",
    "s, skips",
    "y250 fine\u0000, no refusal",
    "'y550 a\r\n450 b', no refusal",
    "y, no refusal",
    "'+not an address\u0000', ''",
  })
  void whatWasNotAgreedOnIsNotDone(String packet, String why) throws IOException {
    int actions = packet.startsWith("+") ? Options.ADD_RECIPIENTS : Options.CHANGE_SENDER;
    assertFails(harness(filter(6, actions, (_, out) -> say(out, packet))), why);
  }

  @Test
  void aFilterThatAgreesToMoreThanWasOfferedIsNotAsked() throws IOException {
    String newer = filter(7, 0, (_, _) -> {});
    String greedy = filter(6, 0x1000, (_, _) -> {});
    for (String each : List.of(newer, greedy)) {
      assertThatThrownBy(() -> harness(each).connection()).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void oneThatBreaksOffChangesNothingAndIsMetAgain() throws IOException {
    boolean[] whole = new boolean[1];
    PluginHarness harness =
        harness(
            filter(
                6,
                Options.CHANGE_BODY,
                (socket, out) -> {
                  say(out, "bnew ");
                  if (whole[0]) {
                    say(out, "bbody");
                    say(out, "c");
                  } else {
                    socket.close();
                  }
                }));
    assertFails(harness, "");
    whole[0] = true;
    assertThat(again(harness).amended(MESSAGE)).isEqualTo("Subject: a\r\n\r\nnew body\r\n");
    assertThat(harness.counted("failed")).isEqualTo(1);
  }

  @Test
  void oneThatIsLateIsGivenUp() throws IOException {
    assertFails(harness(filter(6, 0, (_, _) -> {})), "");
  }

  @Test
  void progressIsWaitedFor() throws IOException {
    PluginHarness harness =
        harness(
            filter(
                6,
                0,
                (socket, out) -> {
                  socket.setSoTimeout(100);
                  for (int i = 0; i < 10; i++) { // longer in all than it may be silent
                    assertThatThrownBy(() -> socket.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class);
                    say(out, "p");
                  }
                  socket.setSoTimeout(0);
                  say(out, "c");
                }));
    assertThat(addressed(harness).message(MESSAGE)).isEqualTo(Verdict.pass());
  }

  @Test
  void oneThatFailsIsLeftOutWhereItIsToldTo() throws IOException {
    String broken =
        filter(
            6,
            Options.ADD_HEADERS,
            (socket, out) -> {
              say(out, "hX-Half\u0000done\u0000");
              socket.close();
            });
    String sound =
        filter(
            6,
            Options.ADD_HEADERS,
            (_, out) -> {
              say(out, "hX-Whole\u0000done\u0000");
              say(out, "a");
            });
    PluginHarness harness = harness(broken, sound).setting("on-failure", "pass");
    assertThat(addressed(harness).amended(MESSAGE))
        .isEqualTo("Subject: a\r\nX-Whole: done\r\n\r\nbody\r\n");
    assertThat(harness.logged())
        .anyMatch(line -> line.startsWith("WARNING left out: filter inet:"));
  }

  @Test
  void oneThatHasNotHeardOfTheSenderHearsOfNoMessage() throws IOException {
    PluginHarness harness = harness(filter(6, 0, (_, out) -> say(out, "c")));
    assertThat(addressed(harness).message(MESSAGE)).isEqualTo(Verdict.pass());
    Addressed unheard = harness.mail("<a@b.example>").recipient("c@d.example");
    assertThatThrownBy(() -> unheard.message(MESSAGE)).isInstanceOf(AssertionError.class);
  }

  @Test
  void oneThatIsAwayDefers() throws IOException {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    String away = "inet:127.0.0.1:" + nobody;
    assertThatThrownBy(() -> harness(away).connection()).isInstanceOf(AssertionError.class);
    PluginHarness passing = harness(away).setting("on-failure", "pass");
    assertThat(addressed(passing).message(MESSAGE)).isEqualTo(Verdict.pass());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:1", "inet:127.0.0.1", "inet:a:b:1", "inet:a:0", "unix:relative", ""})
  void whatIsNoAddressIsRefused(String address) {
    assertThatThrownBy(() -> harness(address).install())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("plugins.milter.filters");
  }

  @ParameterizedTest
  @CsvSource({
    "inet:localhost:8891, inet:localhost:8891",
    "inet:8891@localhost, inet:localhost:8891",
    "inet6:[::1]:8891, inet:[::1]:8891",
    "unix:/run/a.sock, unix:/run/a.sock",
    "local:/run/a.sock, unix:/run/a.sock",
  })
  void addressesAreReadAsOthersWriteThem(String address, String means) {
    assertThat(Endpoint.parse(address)).hasToString(means);
  }
}
