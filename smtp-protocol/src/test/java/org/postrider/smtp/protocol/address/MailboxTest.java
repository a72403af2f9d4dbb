// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Seed;

class MailboxTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a@b.example, a, a@b.example",
        "\"a\"@b.example, a, a@b.example",
        "\"\\a\\b\"@b.example, ab, ab@b.example",
        "\"a b\"@b.example, a b, \"a b\"@b.example",
        "\"a@b\"@b.example, a@b, \"a@b\"@b.example",
        "\"a..b\"@b.example, a..b, \"a..b\"@b.example",
        "\".a\"@b.example, .a, \".a\"@b.example",
        "\"\\\"\\\\\"@b.example, \"\\, \"\\\"\\\\\"@b.example",
        "\"\"@b.example, ``, \"\"@b.example",
        "!#$%&'*+-/=?^_`{|}~.a@b.example, !#$%&'*+-/=?^_`{|}~.a, !#$%&'*+-/=?^_`{|}~.a@b.example",
      })
  void writesTheFormWithTheLeastQuoting(String text, String local, String wire) {
    Mailbox mailbox = Mailbox.parse(text);
    assertThat(mailbox.local().value()).isEqualTo(local);
    assertThat(mailbox).hasToString(wire);
    assertThat(Mailbox.parse(wire)).isEqualTo(mailbox);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@b",
        "a@",
        "a@b ",
        " a@b",
        "a@b@c",
        "a b@c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@b.",
        "a@.b",
        "a@b..c",
        "a@b_c",
        "a@-b",
        "a@b-",
        "\"a@b",
        "\"a\"b@c",
        "a\"b\"@c",
        "\"\u0001\"@b",
        "\"\\\u00e9\"@b",
        "a\r\n@b",
        "a@b\r\nRCPT TO:<x@y>",
        "\"a\r\n\"@b",
        "a\u0000@b",
        "<a@b>",
        "@x:a@b",
        "a@[1.2.3]",
        "a@[256.1.1.1]",
        "a@[0127.0.0.1]",
        "a@[1.2.3.4",
        "a@[]",
        "a@[x]",
        "a@[IPv6:1.2.3.4]",
        "a@[IPv6:1:2:3:4:5:6:7:8:9]",
        "a@[IPv6:1::2::3]",
        "a@[IPv6:1:2:3:4:5:6:7::]",
        "a@[IPv6:12345::]",
        "a@[IPv6::]",
        "a@[IPv6:]",
        "a@[tag:]",
        "a@[:x]",
        "a@[tag:x\\]",
        "a@[ta_g:x]",
        "a\u0085@b",
        "a\ufffd@b",
        "a@b\ufffd",
      })
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.parse(text));
  }

  @Test
  void keepsTheLimitsOfSizes() {
    String local = "l".repeat(64);
    String label = "d".repeat(63);
    assertThat(Mailbox.parse(local + "@" + label + "." + label + "." + label.substring(3)))
        .isNotNull(); // 64 + 1 + 188 octets
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mailbox.parse(local + "l@b"))
        .withMessageContaining("64 octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mailbox.parse("a@" + label + "d"))
        .withMessageContaining("63 octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Domain.of((label + ".").repeat(4) + "d"))
        .withMessageContaining("255 octets");
    String most = local + "@" + label + "." + label + "." + "d".repeat(61);
    assertThat(most).hasSize(254);
    assertThat(Mailbox.parse(most)).hasToString(most);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mailbox.parse(most + "d"))
        .withMessageContaining("254 octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mailbox.parse("é".repeat(33) + "@b"))
        .withMessageContaining("64 octets");
  }

  @Test
  void tellsWhetherItNeedsSmtpUtf8() {
    assertThat(Mailbox.parse("a@b.example").isAscii()).isTrue();
    assertThat(Mailbox.parse("é@b.example").isAscii()).isFalse();
    assertThat(Mailbox.parse("a@bücher.example").isAscii()).isFalse();
  }

  @Test
  void readsBackWhatItWrites() {
    Seed.repeat(
        2_000,
        random -> {
          Mailbox mailbox = new Mailbox(new LocalPart(local(random)), Domain.of("b.example"));
          assertThat(Mailbox.parse(mailbox.toString())).isEqualTo(mailbox);
        });
  }

  private static String local(RandomGenerator random) {
    String letters = "ab.@\"\\ <>(),:;[]é中\ud83d\ude00";
    StringBuilder text = new StringBuilder();
    random
        .ints(random.nextInt(12), 0, letters.codePointCount(0, letters.length()))
        .map(i -> letters.codePointAt(letters.offsetByCodePoints(0, i)))
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  @Test
  void survivesAnyOctets() {
    Seed.repeat(
        5_000,
        random -> {
          byte[] octets = new byte[random.nextInt(80)];
          random.nextBytes(octets);
          byte[] alphabet = "<>@\"\\.,:[]aB1-IPv6 ".getBytes(StandardCharsets.US_ASCII);
          for (int i = 0; i < octets.length; i++) {
            if (random.nextInt(8) > 0) {
              octets[i] = alphabet[random.nextInt(alphabet.length)];
            }
          }
          PathParser forward = new PathParser(octets, 0, octets.length);
          ForwardPath path = forward.forward();
          assertThat(path == null).isEqualTo(!forward.fault().isEmpty());
          PathParser reverse = new PathParser(octets, 0, octets.length);
          assertThat(reverse.reverse() == null).isEqualTo(!reverse.fault().isEmpty());
          assertThat(forward.at()).isBetween(0, octets.length);
        });
  }
}
