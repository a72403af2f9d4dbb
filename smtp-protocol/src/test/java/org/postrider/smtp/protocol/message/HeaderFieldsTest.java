// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderFieldsTest {
  private static final String SECTION =
      "Subject: a\r\n b\r\nX-one : 1\r\nTo: \u00e9\r\nx-ONE:2\r\n\r\n";

  private final HeaderFields fields = HeaderFields.parse(SECTION.getBytes(ISO_8859_1));

  private String text() {
    return new String(HeaderFields.octets(fields.all()), ISO_8859_1);
  }

  @Test
  void keepsEveryOctetOfWhatIsLeftAlone() {
    assertThat(text() + "\r\n").isEqualTo(SECTION);
    assertThat(fields.all().stream().map(HeaderField::name))
        .containsExactly("Subject", "X-one", "To", "x-ONE");
    assertThat(fields.all().stream().map(field -> new String(field.value(), ISO_8859_1)))
        .containsExactly(" a\r\n b", " 1", " \u00e9", "2");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"``", "`\r\n`"})
  void mayBeEmpty(String section) {
    assertThat(HeaderFields.parse(section.getBytes(ISO_8859_1)).all()).isEmpty();
  }

  @Test
  void insertsBeforeAPositionOrAtTheEnd() {
    fields.insert(0, HeaderField.of("A", "0"));
    fields.insert(2, HeaderField.of("B", "2"));
    fields.insert(99, HeaderField.of("C", "end"));
    assertThat(text())
        .isEqualTo(
            "A: 0\r\nSubject: a\r\n b\r\nB: 2\r\nX-one : 1\r\nTo: \u00e9\r\nx-ONE:2\r\nC: end\r\n");
  }

  @Test
  void countsOccurrencesWithoutCase() {
    fields.replace(2, HeaderField.of("X-One", "two"));
    fields.delete("x-one", 1);
    fields.delete("X-ONE", 2); // there is one only by now
    fields.replace(2, HeaderField.of("X-One", "three"));
    assertThat(text())
        .isEqualTo("Subject: a\r\n b\r\nTo: \u00e9\r\nX-One: two\r\nX-One: three\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "v, `X: v\r\n`",
        "``, `X: \r\n`",
        "`\tv`, `X:\tv\r\n`",
        "`\r\n v\r\n\tw`, `X:\r\n v\r\n\tw\r\n`",
        "é, `X: é\r\n`",
      })
  void writesOneField(String value, String field) {
    assertThat(new String(HeaderField.of("X", value).octets(), UTF_8)).isEqualTo(field);
  }

  @Test
  void refusesWhatWouldNotBeOneField() {
    for (String name : List.of("", "a b", "a:b", "a\r\nb", "\u00e9")) {
      assertThatThrownBy(() -> HeaderField.of(name, "v"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String value : List.of("a\r\nb", "a\nb", "a\n b", "a\r b", "a\r\n", "a\u0000")) {
      assertThatThrownBy(() -> HeaderField.of("X", value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
