// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.delivery.secure.StsPolicy.Mode;

/// What is an MTA-STS record, what is a policy, and which hosts it allows.
final class StsPolicyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          v=STSv1; id=20160831085700Z;         | 20160831085700Z
          v=STSv1;id=a                         | a
          v=STSv1; a_b-c.d=any/thing: id; id=1 |
          v=STSv1; a_b-c.d=any/thing:; id=1    | 1
          v=STSv1; id=1; id=2                  | 1
          v=STSv1 ; id=1                       | 1
          v=STSv1; id=                         |
          v=STSv1; id=1-2                      |
          v=STSv1; id=123456789012345678901234567890123 |
          v=STSv1                              |
          v=STSv1;                             |
          v=STSv1; x=1                         |
          v=STSv1; ; id=1                      |
          v=STSv2; id=1                        |
          V=STSv1; id=1                        |
          id=1; v=STSv1                        |
          v=stsv1; id=1                        |
          """)
  void records(String text, String id) {
    assertThat(StsRecord.id(List.of(text))).isEqualTo(Optional.ofNullable(id));
  }

  @Test
  void oneRecordAmongOthers() {
    assertThat(StsRecord.id(List.of("v=spf1 -all", "v=STSv1; id=7", "x"))).contains("7");
    assertThat(StsRecord.id(List.of("v=STSv1; id=7", "v=STSv1; id=8"))).isEmpty();
    assertThat(StsRecord.id(List.of())).isEmpty();
  }

  @Test
  void aPolicyWithAllItMayHave() {
    String text =
        "version: STSv1\r\nmode: enforce \r\nmx:mail.example.com\r\nmx: *.example.net\r\n"
            + "new_field: whatever it is\r\nmode: none\r\nmax_age: 604800\r\n\r\n";
    StsPolicy policy = StsPolicy.parse(text).orElseThrow();
    assertThat(policy)
        .isEqualTo(
            new StsPolicy(
                Mode.ENFORCE, List.of("mail.example.com", "*.example.net"), Duration.ofDays(7)));
    assertThat(StsPolicy.parse(policy.text())).contains(policy);
  }

  @Test
  void noneNeedsNoHosts() {
    StsPolicy none = StsPolicy.parse("version: STSv1\nmode: none\nmax_age: 0").orElseThrow();
    assertThat(none.mode()).isEqualTo(Mode.NONE);
    assertThat(none.isEnforced()).isFalse();
  }

  @Test
  void noPolicyHoldsLongerThanAYear() {
    assertThat(StsPolicy.parse("version: STSv1\nmode: none\nmax_age: 9999999999").orElseThrow())
        .extracting(StsPolicy::maxAge)
        .isEqualTo(Duration.ofSeconds(31_557_600));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mode: enforce\nmx: a.example\nmax_age: 1",
        "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1",
        "version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmx: a.example",
        "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1",
        "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901",
        "version: STSv1\nmode: enforce\nmx: mail*.example\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmx: \nmax_age: 1",
        "<html>\nversion: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1",
      })
  void whatIsNoPolicy(String text) {
    assertThat(StsPolicy.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "mail.example.com, mail.example.com, true",
    "mail.example.com, MAIL.Example.com., true",
    "mail.example.com, a.mail.example.com, false",
    "*.example.com, mail.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, foo.bar.example.com, false",
    "*.example.com, xexample.com, false",
    "*.example.com, .example.com, false",
  })
  void hosts(String pattern, String host, boolean allowed) {
    StsPolicy policy =
        new StsPolicy(Mode.ENFORCE, List.of("other.example", pattern), Duration.ZERO);
    assertThat(policy.allows(host)).isEqualTo(allowed);
  }
}
