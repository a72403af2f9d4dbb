// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.Seed;

class BodyHashesTest {
  private static final String LETTERS = "ab \t\r\n";

  private static byte[] sha256(String text) {
    return Digests.sha256().digest(text.getBytes(ISO_8859_1));
  }

  private static String relaxed(String body) {
    String blanks = body.replaceAll("[ \t]+", " ").replaceAll(" (?=\r\n|\\z)", "");
    String trimmed = Pattern.compile("(\r\n)*\\z").matcher(blanks).replaceFirst("");
    return trimmed.isEmpty() ? "" : trimmed + "\r\n";
  }

  private static String simple(String body) {
    return Pattern.compile("(\r\n)*\\z").matcher(body).replaceFirst("") + "\r\n";
  }

  /// RFC 6376 §3.4.5
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` C \r\nD \t E\r\n\r\n\r\n`, ` C\r\nD E\r\n`, ` C \r\nD \t E\r\n`",
        "``, ``, `\r\n`",
        "`\r\n\r\n`, ``, `\r\n`",
        "` \t\r\n`, ``, ` \t\r\n`",
        "`a`, `a\r\n`, `a\r\n`",
        "`a\r`, `a\r\r\n`, `a\r\r\n`",
        "`\r\na\r\r\nb`, `\r\na\r\r\nb\r\n`, `\r\na\r\r\nb\r\n`",
      })
  void knowsTheForms(String body, String relaxed, String simple) {
    BodyHashes hashes = new BodyHashes();
    BodyHash r = hashes.want(Canonicalization.RELAXED, BodyHashes.WHOLE);
    BodyHash s = hashes.want(Canonicalization.SIMPLE, BodyHashes.WHOLE);
    hashes.octets(body.getBytes(ISO_8859_1), 0, body.length());
    hashes.end();
    assertThat(r.size()).isEqualTo(relaxed.length());
    assertThat(r.value()).isEqualTo(sha256(relaxed));
    assertThat(s.size()).isEqualTo(simple.length());
    assertThat(s.value()).isEqualTo(sha256(simple));
  }

  @Test
  void chunksChangeNothing() {
    Seed.repeat(
        2_000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(60); i > 0; i--) {
            boolean isLine = random.nextInt(4) == 0;
            text.append(isLine ? "\r\n" : LETTERS.charAt(random.nextInt(LETTERS.length())));
          }
          String body = text.toString();
          int limit = random.nextInt(20);
          BodyHashes hashes = new BodyHashes();
          BodyHash r = hashes.want(Canonicalization.RELAXED, BodyHashes.WHOLE);
          BodyHash s = hashes.want(Canonicalization.SIMPLE, BodyHashes.WHOLE);
          BodyHash part = hashes.want(Canonicalization.RELAXED, limit);
          Messages.feed(hashes, body.getBytes(ISO_8859_1), 0, random);
          hashes.end();
          assertThat(r.value()).as(body).isEqualTo(sha256(relaxed(body)));
          assertThat(s.value()).as(body).isEqualTo(sha256(simple(body)));
          String whole = relaxed(body);
          assertThat(part.value())
              .as(body)
              .isEqualTo(sha256(whole.substring(0, Math.min(limit, whole.length()))));
          assertThat(part.isPartial()).isEqualTo(whole.length() > limit);
          assertThat(part.isShort()).isEqualTo(whole.length() < limit);
        });
  }

  @Test
  void sharesWhatIsWantedTwice() {
    BodyHashes hashes = new BodyHashes();
    BodyHash one = hashes.want(Canonicalization.SIMPLE, 7);
    assertThat(hashes.want(Canonicalization.SIMPLE, 7)).isSameAs(one);
    assertThat(hashes.want(Canonicalization.RELAXED, 7)).isNotSameAs(one);
  }
}
