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
    "fa\u00df.de, xn--fa-hia.de",
    "B\u00dcCHER.example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "\u0443\u0430\u0439\u043b\u0434\u0434\u0430\u043a.\u043e\u0440\u0433, xn--80aalaxjd5d.xn--c1avg",
    "\u03c0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1.\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae, xn--hxajbheg2az3al.xn--jxalpdlp",
    "\u5c4b\u4f01.\u9999\u6e2f, xn--hoqu73a.xn--j6w193g",
    "\u0441-\u0431\u0430\u043b\u0430\u043b\u0430\u0439\u043a\u043e\u0439.\u0440\u0444, xn----8sbaac5cahfb0b0a.xn--p1ai",
    "\u0921\u093e\u091f\u093e\u092e\u0947\u0932.\u092d\u093e\u0930\u0924, xn--c2bd4bq1db8d.xn--h2brj9c",
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
    "\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f, egbpdaj6bu4bxfgehfvwxn",
    "\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587, ihqwcrb4cv8a8dqg056pqjye",
    "3\u5e74B\u7d44\u91d1\u516b\u5148\u751f, 3B-ww4c5e180e575a65lsy2b",
    "-with-SUPER-MONKEYS, -with-SUPER-MONKEYS-",
  })
  void encodesTheStandardsSamples(String text, String encoded) {
    assertThat(Punycode.encode(text)).isEqualTo(encoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u2603.example", // a symbol
        "\uff41.example", // a wide letter, another spelling of "a"
        "a\u3002example", // an ideographic full stop is no dot in SMTP
        "\u0301a.example", // a combining mark in first place
        "ab--\u00e9.example",
        "-\u00e9.example",
        "\u00e9..example",
        "\u00e9_.example",
        "\u00e9 .example",
        "\ud83d\ude00.example",
      })
  void refusesLabelsThatIdnaDisallows(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Domain.of(text));
  }

  @Test
  void countsTheOctetsOfALabelInItsAsciiForm() {
    assertThat(Domain.of("\u00e9".repeat(50) + ".example").key()).startsWith("xn--");
    assertThatIllegalArgumentException().isThrownBy(() -> Domain.of("\u4e2d".repeat(200) + ".de"));
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
