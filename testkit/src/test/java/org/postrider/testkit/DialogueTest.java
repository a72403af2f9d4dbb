// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogueTest {
  private static final String SERVER =
      """
      S: 220 mx.example ready
      C: EHLO ...
      S: 250-mx.example
      S: 250 SIZE
      C: DATA
      S: 354 go on
      ! data
      S: 250 done
      C: NOOP
      C: QUIT
      S: 250 ok
      S: 221 bye
      """;

  private static final String CLIENT =
      """
      # what a client does
      S: 220 ... ready
      C: EHLO client
      S+ 250 ...

      C: DATA
      S: 354 ...
      C: a
      C| .\\r
      C| \\n
      S: 250 ...
      C: NOOP
      C: QUIT
      S: 250 ok
      S: 221 bye
      ! closed
      """;

  private static List<Dialogue.Chunks> chunks() {
    return List.of(
        new Dialogue.Chunks.Whole(),
        new Dialogue.Chunks.Octets(),
        new Dialogue.Chunks.Random(Seed.random()));
  }

  @Test
  void talksToAPeerInAnyChunks() throws IOException {
    for (Dialogue.Chunks chunks : chunks()) {
      try (ScriptedPeer peer = ScriptedPeer.open(SERVER);
          Wire wire = Wire.to(peer.address(), null)) {
        Dialogue.parse("client", CLIENT).replay(wire, chunks);
        assertThat(peer.text(0)).isEqualTo("EHLO client\r\nDATA\r\na\r\n.\r\nNOOP\r\nQUIT\r\n");
        assertThat(peer.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void changesToTls(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "mx.example");
    String server = "S: 220 x\nC: STARTTLS\nS: 220 go\n! tls\nC: QUIT\nS: 221 bye\n";
    String client = "S: 220 x\nC: STARTTLS\nS: 220 go\n! tls\nC: QUIT\nS: 221 bye\n! closed\n";
    try (ScriptedPeer peer = ScriptedPeer.open(certificate.server(), server);
        Wire wire = Wire.to(peer.address(), certificate.client())) {
      Dialogue.parse("client", client).replay(wire, new Dialogue.Chunks.Whole());
      assertThat(peer.text(0)).isEqualTo("STARTTLS\r\nQUIT\r\n");
    }
  }

  @Test
  void saysWhereTheServerDiffers() throws IOException {
    Wire wire = Wire.to(octets -> "500 what?\r\n".getBytes(StandardCharsets.US_ASCII));
    Dialogue dialogue = Dialogue.parse("noop", "C: NOOP\nS: 250 ...\n");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> dialogue.replay(wire, new Dialogue.Chunks.Whole()))
        .withMessageContaining("noop:2: expected S: 250 ...")
        .withMessageContaining("500 what?")
        .withMessageContaining("C: NOOP");
  }

  @Test
  void blamesAClientThatDoesNotAsExpected() throws IOException {
    ScriptedPeer peer = ScriptedPeer.open("S: 220 x\nC: QUIT\nS: 221 bye\n");
    try (Wire wire = Wire.to(peer.address(), null)) {
      Dialogue.parse("client", "S: 220 x\nC: NOOP\n! closed\n")
          .replay(wire, new Dialogue.Chunks.Whole());
    }
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(peer::close)
        .withMessageContaining("expected QUIT but there was NOOP");
  }

  @Test
  void playsTheLastScriptForAllThatFollow() throws IOException {
    try (ScriptedPeer peer =
        ScriptedPeer.open("S: 421 first\nC: QUIT\n", "S: 220 other\nC: QUIT\n! reset\n")) {
      for (String greeting : List.of("421 first", "220 other", "220 other")) {
        try (Wire wire = Wire.to(peer.address(), null)) {
          Dialogue.parse("client", "S: " + greeting + "\nC: QUIT\n! closed\n")
              .replay(wire, new Dialogue.Chunks.Whole());
        }
      }
    }
  }

  @Test
  void letsAStalledClientGoWhenTheTestEnds() throws IOException {
    ScriptedPeer peer = ScriptedPeer.open("S: 220 x\n! stall\n");
    try (Wire wire = Wire.to(peer.address(), null)) {
      Dialogue.parse("client", "S: 220 x\n").replay(wire, new Dialogue.Chunks.Whole());
      peer.close();
      Dialogue.parse("client", "! closed\n").replay(wire, new Dialogue.Chunks.Whole());
    }
  }

  @Test
  void knowsEscapes() {
    Script script = Script.parse("x", "C: a\\t\\x41\\0\\\\\\{3 ab}\\r\\nz\n");
    assertThat(new String(script.octets(script.steps().getFirst()), StandardCharsets.ISO_8859_1))
        .isEqualTo("a\tA\0\\ababab\r\nz\r\n");
  }

  @Test
  void matchesAnyTextForDots() {
    assertThat(Script.matches("250 ...", "250 ")).isTrue();
    assertThat(Script.matches("250 ... b ...c", "250 a b c")).isTrue();
    assertThat(Script.matches("250 a...a", "250 a")).isFalse();
    assertThat(Script.matches("250 a", "250 ab")).isFalse();
    assertThat(Script.matches("...", "")).isTrue();
  }

  @Test
  void refusesWhatIsNoStep() {
    assertThatIllegalArgumentException().isThrownBy(() -> Dialogue.parse("x", "C; a"));
    assertThatIllegalArgumentException().isThrownBy(() -> Dialogue.parse("x", "hello"));
  }
}
