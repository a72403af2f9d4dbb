// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.protocol.reply.Reply;

class CapabilitiesTest {
  private static Capabilities read(String... lines) {
    List<String> all = new ArrayList<>(List.of("mx.example"));
    all.addAll(List.of(lines));
    return Capabilities.read(new Reply(250, null, all));
  }

  @Test
  void readsWhatServersOffer() {
    Capabilities offered =
        read("pipelining", "SIZE 1000", "8BITMIME", "X-EXT a", "AUTH PLAIN login", "", " STARTTLS");
    assertThat(offered.has(Keyword.PIPELINING)).isTrue();
    assertThat(offered.has(Keyword.EIGHT_BIT_MIME)).isTrue();
    assertThat(offered.has(Keyword.START_TLS)).isTrue();
    assertThat(offered.has(Keyword.SMTP_UTF8)).isFalse();
    assertThat(offered.size()).isEqualTo(1000);
    assertThat(offered.mechanisms()).containsExactly("PLAIN", "LOGIN");
  }

  @Test
  void takesNothingFromTheFirstLine() {
    assertThat(Capabilities.read(Reply.of(250, "STARTTLS")).has(Keyword.START_TLS)).isFalse();
  }

  @Test
  void readsTheOldFormOfAuth() {
    assertThat(read("AUTH=LOGIN", "AUTH PLAIN LOGIN").mechanisms())
        .containsExactly("LOGIN", "PLAIN");
    assertThat(read("AUTH").has(Keyword.AUTH)).isFalse();
  }

  @Test
  void knowsNoLimitFromASizeThatIsNoNumber() {
    for (String size :
        List.of("SIZE", "SIZE 0", "SIZE x", "SIZE -1", "SIZE 99999999999999999999")) {
      assertThat(read(size).has(Keyword.SIZE)).isTrue();
      assertThat(read(size).size()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LIMITS RCPTMAX=100 MAILMAX=3 RCPTDOMAINMAX=7 | 3 100 7",
        "limits rcptmax=1 | 0 1 0",
        "LIMITS | 0 0 0",
        "LIMITS RCPTMAX=0 MAILMAX=1000000 RCPTDOMAINMAX=-1 | 0 0 0",
        "LIMITS RCPTMAX MAILMAX= =5 X=5 RCPTMAX=1x MAILMAX=9 | 9 0 0",
      })
  void readsLimits(String line, String limits) {
    Limits read = read(line).limits();
    assertThat(read.mails() + " " + read.recipients() + " " + read.domains()).isEqualTo(limits);
  }

  @Test
  void readsHowMuchTimeAHostWants() {
    assertThat(read("DELIVERBY 240,X").leastBy()).isEqualTo(240);
    for (String none : List.of("DELIVERBY", "DELIVERBY ,X", "DELIVERBY x", "SIZE 240")) {
      assertThat(read(none).leastBy()).isZero();
    }
  }

  @Test
  void readsWhatItWrites() {
    Capabilities all =
        Capabilities.of(
            EnumSet.allOf(Keyword.class), 50_000_000, Set.of("PLAIN"), new Limits(5, 0, 1));
    assertThat(all.lines())
        .containsExactly(
            "PIPELINING",
            "SIZE 50000000",
            "8BITMIME",
            "ENHANCEDSTATUSCODES",
            "SMTPUTF8",
            "DSN",
            "MT-PRIORITY",
            "FUTURERELEASE",
            "DELIVERBY",
            "LIMITS MAILMAX=5 RCPTDOMAINMAX=1",
            "CHUNKING",
            "BINARYMIME",
            "REQUIRETLS",
            "STARTTLS",
            "AUTH PLAIN",
            "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT",
            "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
    assertThat(read(all.lines().toArray(String[]::new)).lines()).isEqualTo(all.lines());
    assertThat(Capabilities.NONE.lines()).isEmpty();
  }
}
