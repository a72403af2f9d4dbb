// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {
  @ParameterizedTest
  @CsvSource({
    "Example.ORG, example.org",
    "xn--FA-hia.de, xn--fa-hia.de",
    "faß.de, xn--fa-hia.de",
    "BÜCHER.example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "уайлддак.орг, xn--80aalaxjd5d.xn--c1avg",
    "παράδειγμα.δοκιμή, xn--hxajbheg2az3al.xn--jxalpdlp",
    "屋企.香港, xn--hoqu73a.xn--j6w193g",
    "с-балалайкой.рф, xn----8sbaac5cahfb0b0a.xn--p1ai",
    "डाटामेल.भारत, xn--c2bd4bq1db8d.xn--h2brj9c",
    "[192.0.2.1], [192.0.2.1]",
    "[192.000.02.1], [192.0.2.1]",
    "[IPv6:2001:DB8::1], [ipv6:2001:db8:0:0:0:0:0:1]",
    "[ipv6:2001:db8:0:0:0:0:0:1], [ipv6:2001:db8:0:0:0:0:0:1]",
    "[IPv6:::1], [ipv6:0:0:0:0:0:0:0:1]",
    "[IPv6:::], [ipv6:0:0:0:0:0:0:0:0]",
    "[IPv6:::ffff:192.0.2.1], [ipv6:0:0:0:0:0:ffff:c000:201]",
    "[IPv6:1:2:3:4:5:6:192.0.2.1], [ipv6:1:2:3:4:5:6:c000:201]",
    "[X-Net:A/b], [x-net:a/b]",
  })
  void sharesOneKeyBetweenSpellings(String text, String key) {
    Domain domain = Domain.of(text);
    assertThat(domain.text()).isEqualTo(text);
    assertThat(domain.key()).isEqualTo(key);
    assertThat(Domain.of(key).key()).isEqualTo(key);
  }

  /// RFC 3492 §7.1 (A), (B), (I), (L): samples that the standard itself gives.
  @ParameterizedTest
  @CsvSource({
    "ليهمابتكلموشعربي؟, egbpdaj6bu4bxfgehfvwxn",
    "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
    "3年B組金八先生, 3B-ww4c5e180e575a65lsy2b",
    "-with-SUPER-MONKEYS, -with-SUPER-MONKEYS-",
  })
  void encodesTheStandardsSamples(String text, String encoded) {
    assertThat(Punycode.encode(text)).isEqualTo(encoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "☃.example", // a symbol
        "ａ.example", // a wide letter, another spelling of "a"
        "a。example", // an ideographic full stop is no dot in SMTP
        "\u0301a.example", // a combining mark in first place
        "ab--é.example",
        "-é.example",
        "é..example",
        "é_.example",
        "é .example",
        "\ud83d\ude00.example",
      })
  void refusesLabelsThatIdnaDisallows(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Domain.of(text));
  }

  @Test
  void countsTheOctetsOfALabelInItsAsciiForm() {
    assertThat(Domain.of("é".repeat(50) + ".example").key()).startsWith("xn--");
    assertThatIllegalArgumentException().isThrownBy(() -> Domain.of("中".repeat(200) + ".de"));
  }

  @Test
  void cannotBeMadeAroundTheSyntax() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Domain.Name("a\r\nb"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Domain.Literal4("[1.2.3.4.5]"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Domain.Literal6("[1.2.3.4]"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Domain.General("[IPv6:zz]"));
    assertThatIllegalArgumentException().isThrownBy(() -> new LocalPart("a\nb"));
  }

  @Test
  void givesTheAddressOfALiteral() throws Exception {
    assertThat(((Domain.Literal4) Domain.of("[192.0.2.7]")).address())
        .isEqualTo(InetAddress.getByName("192.0.2.7"));
    assertThat(((Domain.Literal6) Domain.of("[IPv6:2001:db8::7]")).address())
        .isEqualTo(InetAddress.getByName("2001:db8::7"));
  }
}
