// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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

  @Test
  void readsWhatItWrites() {
    Capabilities all = Capabilities.of(EnumSet.allOf(Keyword.class), 50_000_000, Set.of("PLAIN"));
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
            "CHUNKING",
            "BINARYMIME",
            "STARTTLS",
            "AUTH PLAIN",
            "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT",
            "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
    assertThat(read(all.lines().toArray(String[]::new)).lines()).isEqualTo(all.lines());
    assertThat(Capabilities.NONE.lines()).isEmpty();
  }
}
