// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NEVER                 | NEVER
          never                 | NEVER
          SUCCESS               | SUCCESS
          delay,Failure,success | SUCCESS,FAILURE,DELAY
          FAILURE,FAILURE       | FAILURE
          NEVER,SUCCESS         |
          SUCCESS,              |
          ,                     |
          always                |
          """)
  void notify(String value, String read) {
    Notify notify = Notify.parse(value);
    assertThat(notify == null ? null : notify.toString()).isEqualTo(read);
  }

  /// RFC 3461 §4: `+` and two upper-case digits; and what it says has to be printable.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QQ314159  | QQ314159
          a+2Bb     | a+b
          a+20b     | a b
          a+3Db+7E  | a=b~
          a+2b      |
          a+2       |
          a+        |
          a+0D+0A   |
          a+C3+A4   |
          a=b       |
          ä         |
          """)
  void xtext(String xtext, String plain) {
    assertThat(Xtext.decode(xtext)).isEqualTo(plain);
    assertThat(MailParameters.isEnvelopeId(xtext)).isEqualTo(plain != null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rfc822;Bob@x.example       | rfc822; Bob@x.example         | rfc822; Bob@x.example
          rFC822;a+2Bb@x.example     | rfc822; a+b@x.example         | rfc822; a+b@x.example
          x400;/c=us                 |                               |
          x400;/c+3Dus               | x400; /c=us                   | x400; /c=us
          utf-8;ä@x.example          | utf-8; ä@x.example            | utf-8; \\x{E4}@x.example
          utf-8;\\x{E4}@x.example    | utf-8; ä@x.example            | utf-8; \\x{E4}@x.example
          utf-8;\\x{1F4E7}@x.example | utf-8; 📧@x.example           | utf-8; \\x{1F4E7}@x.example
          utf-8;a\\x{0A}b@x.example  |                               |
          utf-8;\\x{D800}@x.example  |                               |
          utf-8;a\\b@x.example       |                               |
          rfc822;ä@x.example         |                               |
          rfc822;                    |                               |
          ;a@x.example               |                               |
          a@x.example                |                               |
          """)
  void originalRecipient(String value, String utf8, String ascii) {
    OriginalRecipient original = OriginalRecipient.parse(value);
    assertThat(original == null ? null : original.field(true)).isEqualTo(utf8);
    assertThat(original == null ? null : original.field(false)).isEqualTo(ascii);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101})
  void whatIsTooLongIsNone(int length) {
    assertThat(MailParameters.isEnvelopeId("x".repeat(length))).isEqualTo(length == 100);
    String address = "rfc822;" + "x".repeat(length + 400 - 7);
    assertThat(OriginalRecipient.parse(address) != null).isEqualTo(length == 100);
  }
}
