// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Seed;

class HeaderScanTest {
  private static HeaderScan scan(String content) {
    byte[] octets = ("xx" + content + "xx").getBytes(UTF_8);
    HeaderScan scan = new HeaderScan();
    scan.octets(octets, 2, octets.length - 4);
    return scan;
  }

  private static String facts(HeaderScan scan) {
    return scan.headerEnded()
        + " "
        + scan.headerSize()
        + " "
        + scan.receivedFields()
        + (scan.beginsBlank() ? " blank" : "")
        + (scan.hasDate() ? " date" : "")
        + (scan.hasFrom() ? " from" : "")
        + (scan.hasMessageId() ? " message-id" : "")
        + (scan.eightBitHeader() ? " 8-bit-header" : "")
        + (scan.eightBitBody() ? " 8-bit-body" : "");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, false 0 0",
        "`\r\n`, true 2 0",
        "`Date: x\r\nFrom: y\r\nMessage-ID: z\r\n\r\nbody`, true 35 0 date from message-id",
        "`received: a\r\nRECEIVED : b\r\n c\r\n\r\nReceived: d\r\n`, true 33 2",
        "`Received-SPF: a\r\nXReceived: b\r\nReceive: c\r\n\r\n`, true 45 0",
        "`Subject: a\r\n Received: b\r\n\tDate: c\r\n\r\n`, true 38 0",
        "`Subject: a\nReceived: b\r\n\r\n`, true 26 0",
        "`Subject: a\rReceived: b\r\n\r\n`, true 26 0",
        "`Subject:\r\n`, false 10 0",
        "`Subject:\r\r\nFrom: a\r\n`, false 20 0 from",
        "`no header at all\r\nReceived: x\r\n`, true 0 0",
        "`From me Mon\r\nReceived: x\r\n`, true 0 0",
        "` Received: x\r\n`, true 0 0 blank",
        "`\t\r\n`, true 0 0 blank",
        "`\r\n indented\r\n`, true 2 0",
        "`: x\r\n`, true 0 0",
        "`Date: a\r\nnothing\r\nReceived: x\r\n`, true 9 0 date",
        "`Date: a\r\n\rx\r\n`, true 9 0 date",
        "`Subject: é\r\n\r\nx`, true 15 0 8-bit-header",
        "`Subject: e\r\n\r\né`, true 14 0 8-bit-body",
        "`Subject: e\r\né: a\r\n`, true 12 0 8-bit-body",
        "`Message-ID-of-great-length: a\r\n\r\n`, true 33 0",
      })
  void notesWhatPassesBy(String content, String facts) {
    assertThat(facts(scan(content))).isEqualTo(facts);
  }

  @Test
  void seesTheSameInAnyChunks() {
    byte[] alphabet = "\r\n\r\n: \tdate:from:received:aé".getBytes(UTF_8);
    Seed.repeat(
        5_000,
        random -> {
          byte[] octets = new byte[random.nextInt(80)];
          for (int i = 0; i < octets.length; i++) {
            octets[i] = alphabet[random.nextInt(alphabet.length)];
          }
          HeaderScan whole = new HeaderScan();
          whole.octets(octets, 0, octets.length);
          HeaderScan parts = new HeaderScan();
          for (int at = 0; at < octets.length; ) {
            int size = 1 + random.nextInt(octets.length - at);
            parts.octets(octets, at, size);
            at += size;
          }
          assertThat(facts(parts)).isEqualTo(facts(whole));
          assertThat(whole.headerSize()).isBetween(0L, (long) octets.length);
        });
  }

  /// RFC 8689 §3.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`TLS-Required: No\r\n\r\n`, true",
        "`Subject: x\r\ntls-required:NO \r\nFrom: y\r\n\r\n`, true",
        "`TLS-Required:\r\n No\r\n\r\n`, true",
        "`TLS-Required: No`, true",
        "`TLS-Required: Yes\r\n\r\n`, false",
        "`TLS-Required: No, thanks\r\n\r\n`, false",
        "`TLS-Required: No\r\nTLS-Required: No\r\n\r\n`, false",
        "`TLS-Required:\r\n\r\n`, false",
        "`TLS-Requiredx: No\r\n\r\n`, false",
        "`XTLS-Required: No\r\n\r\n`, false",
        "`Subject: a\r\n TLS-Required: No\r\n\r\n`, false",
        "`Subject: a\r\n\r\nTLS-Required: No\r\n\r\n`, false",
      })
  void seesThatTlsIsNotRequired(String content, boolean said) {
    assertThat(scan(content).saysTlsNotRequired()).isEqualTo(said);
  }
}
