// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.testkit.Seed;

class TraceHeaderTest {
  private static final MessageId ID = MessageId.of(1_795_000_000_000L, 7, 42);
  private static final Instant MOMENT = Instant.parse("2026-11-03T09:05:07Z");

  private static String field(
      String hello, @Nullable String name, String client, String tls, @Nullable Mailbox recipient)
      throws Exception {
    TraceHeader header =
        new TraceHeader(
            hello,
            name,
            InetAddress.getByName(client),
            "mx.example",
            new TraceHeader.Session(false, true, !tls.isEmpty(), false, false),
            tls,
            ID,
            recipient,
            0,
            MOMENT);
    return new String(header.octets(), US_ASCII);
  }

  @Test
  void saysWhereTheMessageCameFrom() throws Exception {
    assertThat(
            field(
                "client.example",
                null,
                "192.0.2.1",
                "TLSv1.3 TLS_AES_128_GCM_SHA256",
                Mailbox.parse("a@b.example")))
        .isEqualTo(
            "Received: from client.example (unknown [192.0.2.1])\r\n"
                + "\t(using TLSv1.3 TLS_AES_128_GCM_SHA256)\r\n"
                + "\tby mx.example with ESMTPS id "
                + ID
                + "\r\n"
                + "\tfor <a@b.example>;\r\n"
                + "\tTue, 03 Nov 2026 09:05:07 +0000\r\n");
    assertThat(field("[192.0.2.1]", "host.example", "2001:db8::1", "", null))
        .isEqualTo(
            "Received: from [192.0.2.1] (host.example [IPv6:2001:db8:0:0:0:0:0:1])\r\n"
                + "\tby mx.example with ESMTP id "
                + ID
                + ";\r\n"
                + "\tTue, 03 Nov 2026 09:05:07 +0000\r\n");
  }

  /// RFC 6710 §4.1.
  @Test
  void saysThePriorityWhereThereIsOne() throws Exception {
    TraceHeader header =
        new TraceHeader(
            "c.example",
            null,
            InetAddress.getByName("192.0.2.1"),
            "mx.example",
            new TraceHeader.Session(true, false, false, false, false),
            "",
            ID,
            Mailbox.parse("a@b.example"),
            -4,
            MOMENT);
    assertThat(header.toString()).contains("for <a@b.example>\r\n\tPRIORITY -4;\r\n");
  }

  @Test
  void letsNobodyWriteAnotherField() throws Exception {
    String evil = "a (b)\r\nX: y\u0000;\"\\\u00e9<>";
    Mailbox quoted = Mailbox.parse("\"a;)(\\\"\"@b.example");
    String field = field(evil, evil, "192.0.2.1", evil, quoted);
    assertThat(field).contains("from a??b???X:?y??????? (a??b");
    assertThat(field.lines().skip(1)).allMatch(line -> line.startsWith("\t"));
    assertThat(field.replace("\r\n", "")).doesNotContain("\r", "\n").matches("[\\t -~]*");
    assertThat(field("a", null, "192.0.2.1", "", Mailbox.parse("é@b.example")))
        .doesNotContain("for <");
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false, false, SMTP",
    "true, false, false, false, ESMTP",
    "true, true, false, false, ESMTPS",
    "true, false, true, false, ESMTPA",
    "true, true, true, false, ESMTPSA",
    "true, false, false, true, UTF8SMTP",
    "true, true, false, true, UTF8SMTPS",
    "true, false, true, true, UTF8SMTPA",
    "true, true, true, true, UTF8SMTPSA",
  })
  void namesTheProtocolAsRegistered(
      boolean extended, boolean tls, boolean authenticated, boolean utf8, String word) {
    assertThat(new TraceHeader.Session(false, extended, tls, authenticated, utf8).protocol())
        .isEqualTo(word);
    if (extended) {
      String lmtp = word.replace("ESMTP", "LMTP").replace("8SMTP", "8LMTP");
      assertThat(new TraceHeader.Session(true, true, tls, authenticated, utf8).protocol())
          .isEqualTo(lmtp);
    }
  }

  @Test
  void writesDatesThatTheJdkReads() {
    Seed.repeat(
        1_000,
        random -> {
          Instant moment = Instant.ofEpochSecond(random.nextLong(4_102_444_800L));
          assertThat(ZonedDateTime.parse(MailDate.of(moment), DateTimeFormatter.RFC_1123_DATE_TIME))
              .isEqualTo(moment.atZone(ZoneOffset.UTC));
        });
  }
}
