// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.command.CommandParser;
import org.postrider.smtp.protocol.extension.Keyword;

/// What may be said of others by XCLIENT and XFORWARD; the whole of it is in the matrix of
/// [ReceiverTest].
class IntroductionsTest {
  private static final List<String> USERS = List.of("PLAIN");

  private static Receiver trusting(List<String> mechanisms) {
    TestRules rules = new TestRules().mechanisms(mechanisms);
    return Receiver.of(rules.granted(Keyword.XCLIENT, Keyword.XFORWARD).rules());
  }

  private static Step on(Receiver receiver, boolean secured, String line) {
    byte[] octets = line.getBytes(StandardCharsets.US_ASCII);
    return receiver.on(Receiver.start(secured), CommandParser.parse(octets, 0, octets.length));
  }

  private static List<String> offer(Receiver receiver, boolean secured) {
    return ((Step.Ask) on(receiver, secured, "EHLO c.example")).reply().lines();
  }

  @Test
  void offersWhatIsGranted() {
    assertThat(offer(trusting(List.of()), false))
        .contains(
            "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT",
            "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
    assertThat(offer(trusting(USERS), false)).noneMatch(line -> line.startsWith("X"));
    assertThat(offer(trusting(USERS), true)).anyMatch(line -> line.startsWith("XCLIENT "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NAME=a+20b", "ADDR=192.0.2", "ADDR=192.0.2.256", "ADDR=2001:db8::1", "ADDR=IPV6:x",
            "ADDR=a",
        "ADDR=IPV6:fe80::1%lo", "ADDR=TAG:x", "PORT=65536", "PORT=-1", "PORT=x", "PROTO=LMTP",
        "DESTADDR=a", "DESTPORT=123456", "REVERSE_NAME=a", "IDENT=a", "SOURCE=LOCAL"
      })
  void isNoAttributeOfXclient(String wrong) {
    assertThat(on(trusting(List.of()), false, "XCLIENT " + wrong))
        .isInstanceOfSatisfying(
            Step.Say.class, said -> assertThat(said.reply().code()).isEqualTo(501));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NAME=a+20b", "PORT=65536", "SOURCE=here", "LOGIN=a", "DESTADDR=192.0.2.1"})
  void isNoAttributeOfXforward(String wrong) {
    assertThat(on(trusting(List.of()), false, "XFORWARD " + wrong))
        .isInstanceOfSatisfying(
            Step.Say.class, said -> assertThat(said.reply().code()).isEqualTo(501));
  }

  @Test
  void isAnAttribute() {
    String ofClient = "ADDR=ipv6:2001:db8::1 PORT=0 PROTO=esmtp HELO=[192.0.2.1]";
    assertThat(on(trusting(List.of()), false, "XCLIENT " + ofClient + " DESTADDR=[UNAVAILABLE]"))
        .isInstanceOf(Step.Introduce.class);
    String ofOrigin = "ADDR=anything PORT=25 PROTO=QMQP HELO=c IDENT=4711 SOURCE=remote";
    assertThat(on(trusting(List.of()), false, "XFORWARD " + ofOrigin + " NAME=[unavailable]"))
        .isInstanceOf(Step.Note.class);
  }
}
