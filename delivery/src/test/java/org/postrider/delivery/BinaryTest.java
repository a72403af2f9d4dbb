// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.testkit.ScriptedPeer;

/// Messages that are binary, at hosts that take such messages and at others.
final class BinaryTest {
  private static final String HEADER =
      "Received: here\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n";
  private static final String OPEN =
      """
      S: 220 hi
      C: EHLO us.example
      S: 250-host
      S: 250-8BITMIME
      S: 250-CHUNKING
      S: 250-BINARYMIME
      S: 250 PIPELINING
      C: MAIL FROM:<a@from.example> BODY=BINARYMIME
      C: RCPT TO:<b@to.example>
      C: RCPT TO:<c@to.example>
      """;
  private static final String CONTENT = "\0\n.\r\n.\r\nQUIT\r\n\r\u00ff.\n";

  private static byte[] content(String body) {
    String all = HEADER.substring(HEADER.indexOf("MIME-Version")) + body;
    return all.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<Told.Attempted> attempt(ScriptedPeer peer, String body, boolean lmtp)
      throws Exception {
    try (Rig rig = Rig.open(Rig.toward(peer.port(), lmtp, Tls.NONE))) {
      rig.send("a@from.example", content(body), Body.BINARY, false, "b@to.example", "c@to.example");
      rig.awaitAttempts(2);
      return rig.attempts().stream()
          .filter(each -> each.recipient().domain().text().equals("to.example"))
          .toList();
    }
  }

  /// What came behind BDAT.
  private static String chunk(ScriptedPeer peer) {
    String heard = new String(peer.received(0), StandardCharsets.ISO_8859_1);
    int line = heard.indexOf("\r\n", heard.indexOf("BDAT")) + 2;
    int size = Integer.parseInt(heard.substring(heard.indexOf("BDAT") + 5, line - 7));
    assertThat(heard.substring(0, line)).endsWith(" LAST\r\n");
    return heard.substring(line, line + size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_000, 65_536, 200_000})
  void goesInOneChunkBitForBit(int more) throws Exception {
    byte[] junk = new byte[more];
    new Random(more).nextBytes(junk);
    String body = CONTENT + new String(junk, StandardCharsets.ISO_8859_1);
    String script =
        OPEN + "S: 250 ok\nS: 250 ok\nS: 250 ok\n! chunk\nS: 250 2.0.0 got it\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertThat(attempt(peer, body, false))
          .allMatch(each -> each.ending() == Told.Ending.DELIVERED)
          .hasSize(2);
      assertThat(chunk(peer)).isEqualTo(HEADER + body);
    }
  }

  @Test
  void goesToTheRecipientsThatAreLeft() throws Exception {
    String script =
        OPEN + "S: 250 ok\nS: 550 5.1.1 no\nS: 250 ok\n! chunk\nS: 250 got it\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertThat(ConversationTest.endings(attempt(peer, CONTENT, false)))
          .isEqualTo("FAILED DELIVERED");
    }
  }

  /// Nothing of the content goes out where nobody is to get it: RFC 3030 §2.
  @Test
  void goesNowhereWhereNobodyIsLeft() throws Exception {
    String script =
        OPEN + "S: 250 ok\nS: 550 5.1.1 no\nS: 550 5.1.1 no\nC: RSET\nS: 250 ok\n! stall";
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertThat(ConversationTest.endings(attempt(peer, CONTENT, false)))
          .isEqualTo("FAILED FAILED");
      assertThat(peer.text(0)).doesNotContain("BDAT");
    }
  }

  /// RFC 2033 §4.3: over LMTP each recipient has a reply of their own to the last chunk.
  @Test
  void eachRecipientHasAReplyOverLmtp() throws Exception {
    String script =
        OPEN.replace("EHLO", "LHLO")
            + "S: 250 ok\nS: 250 ok\nS: 250 ok\n! chunk\n"
            + "S: 250 got it\nS: 552 5.2.2 full\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertThat(ConversationTest.endings(attempt(peer, CONTENT, true)))
          .isEqualTo("DELIVERED FAILED");
    }
  }

  /// The host refuses while the chunk is on its way, and takes no more of it.
  @Test
  void aRefusalInTheMidstOfALargeChunkCounts() throws Exception {
    String body = "x".repeat(4_000_000);
    String script = OPEN + "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 552 5.3.4 too much\n! close\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script, "S: 220 hi\n! stall\n")) {
      assertThat(attempt(peer, body, false))
          .hasSizeGreaterThanOrEqualTo(2)
          .noneMatch(each -> each.ending() == Told.Ending.DELIVERED);
    }
  }

  @ParameterizedTest
  @CsvSource({"8BITMIME", "CHUNKING", "BINARYMIME"})
  void aHostThatTakesNoneGetsNone(String offered) throws Exception {
    String script = "S: 220 hi\nC: EHLO us.example\nS: 250-host\nS: 250 " + offered + "\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("", content(CONTENT), Body.BINARY, false, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(told.reason()).contains("5.6.1", "BINARYMIME");
      assertThat(peer.text(0)).doesNotContain("MAIL", "DATA", "BDAT");
    }
  }

  /// The author hears why, in words, and gets the header section back: a notification is made of
  /// lines, and cannot hold the rest.
  @Test
  void theAuthorIsToldInLines() throws Exception {
    String script =
        """
        S: 220 hi
        C: EHLO us.example
        S: 250 host
        C: MAIL FROM:<>
        S: 250 ok
        C: RCPT TO:<a@from.example>
        S: 250 ok
        C: DATA
        S: 354 go
        ! data
        S: 250 ok
        ! stall
        """;
    try (ScriptedPeer peer = ScriptedPeer.open(script);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("a@from.example", content(CONTENT), Body.BINARY, false, "b@to.example");
      rig.awaitAttempts(2);
      assertThat(peer.text(0))
          .contains("Status: 5.6.1", "The other side cannot take a message of this kind.")
          .contains("BINARYMIME", "text/rfc822-headers", "Content-Transfer-Encoding: binary")
          .doesNotContain("\0", "QUIT\r\n\r");
    }
  }

  /// Whatever a host offers, what is made of lines goes as it always did.
  @Test
  void linesGoByData() throws Exception {
    String script =
        OPEN.replace(" BODY=BINARYMIME", " BODY=8BITMIME")
            + "C: DATA\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n"
            + "! data\nS: 250 got it\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      byte[] eight = "Subject: x\r\n\r\n.\u00e4\r\n".getBytes(StandardCharsets.UTF_8);
      rig.send("a@from.example", eight, Body.EIGHT_BIT, false, "b@to.example", "c@to.example");
      assertThat(ConversationTest.endings(rig.awaitAttempts(2))).isEqualTo("DELIVERED DELIVERED");
      assertThat(peer.text(0)).contains("\r\n..\u00e4\r\n.\r\n").doesNotContain("BDAT");
    }
  }
}
