// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ScramVerifier;

class VerifierTest {
  /// The user of RFC 7677 §3, whose password is `pencil`.
  static final String PENCIL =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
          + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  /// Made by the reference implementation's `argon2 somesalt -id -t 2 -k 65536 -p 1` for
  /// `password`.
  private static final String ARGON2 =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void readsTheVerifierOfTheStandard() {
    Verifier verifier = Verifier.parse(PENCIL);
    assertThat(verifier.matches("pencil")).isTrue();
    assertThat(verifier.matches("pencils")).isFalse();
    assertThat(verifier.text()).isEqualTo(PENCIL);
  }

  @Test
  void readsWhatOtherProgramsWrite() {
    Verifier verifier = Verifier.parse(ARGON2);
    assertThat(verifier.matches("password")).isTrue();
    assertThat(verifier.matches("Password")).isFalse();
    assertThat(verifier.text()).isEqualTo(ARGON2);
  }

  @Test
  void whatIsMadeCanBeReadBack() {
    SplittableRandom random = new SplittableRandom(5803);
    Verifier scram = ScramText.of("tim", "käse und brot", random);
    Verifier argon2 = Argon2Text.of("käse und brot", random);
    assertThat(scram.text()).startsWith("SCRAM-SHA-256$" + ScramVerifier.ITERATIONS + ":");
    assertThat(argon2.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    for (Verifier made : new Verifier[] {scram, argon2}) {
      Verifier read = Verifier.parse(made.text());
      assertThat(read.matches("käse und brot")).isTrue();
      assertThat(read.matches("käse und brot ")).isFalse();
      assertThat(read.text()).isEqualTo(made.text());
    }
    assertThat(ScramText.of("tim", "same", random).text())
        .isNotEqualTo(ScramText.of("tim", "same", random).text());
  }

  @Test
  void theOneThatNothingMatchesCostsWhatOursCost() {
    ScramText unmatched = ScramText.unmatched(new SplittableRandom(5803));
    assertThat(unmatched.matches("")).isFalse();
    assertThat(unmatched.keys().iterations()).isEqualTo(ScramVerifier.ITERATIONS);
    assertThat(unmatched.keys().salt()).hasSize(ScramVerifier.SALT_OCTETS);
    assertThat(Verifier.parse(unmatched.text()).text()).isEqualTo(unmatched.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "{SSHA}abc",
        "SCRAM-SHA-256$",
        "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
            + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$9999999:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
            + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA",
        "SCRAM-SHA-256$4096:==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
            + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$short"
      })
  void readsNothingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Verifier.parse(text));
  }

  /// Made by the system's crypt(3).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2b$05$abcdefghijklmnopqrstuu680Yiaj5hFUaJTH/rTAcbA2PQEGfiZu",
        "$2y$04$abcdefghijklmnopqrstuu/FyAyuZSl3DbPdvio4KrIBdz2k2yhV2",
        "$5$saltsalt$hl9BvcGsj7AkON13nbqeQHDgRpHyFxt7WDzLoS.OCQ/",
        "$6$saltsalt$rD9fW1BwIrjB90WCgCTdIQc3phTBhf04I6Iw/XlgKD9E9aEbzqGZipjiFxGo/4wWXDA6jV6/vZO"
            + ".kKdDSfUJb0",
        "$6$rounds=1500$saltsalt$nvjgpWkL8d.cP1hjExMzuGdwy.gwU7nmc1MJoKywgg0.OFCAWjU5Rcjz3Hhb.UlRj"
            + "s5SjI9xNOxLWoCBJwlw60"
      })
  void readsWhatCryptWrites(String text) {
    Verifier verifier = Verifier.parse(text);
    assertThat(verifier.matches("pencil")).isTrue();
    assertThat(verifier.matches("pencils")).isFalse();
    assertThat(verifier.text()).isEqualTo(text);
    assertThat(verifier.toString()).doesNotContain("salt", "abc");
    assertThat(Verifier.parse("{CRYPT}" + text).text()).isEqualTo(text);
  }

  @Test
  void passwordsAreUtf8() {
    String text =
        "$6$rounds=1500$saltsalt$OTYL5XekuWv864HCuh.q7pO5H4ceiD8gU5dbPJyGSlIrOeQgqMlndxPwkPshC0eRE"
            + "g5KAeMJdS3gwbuXsXUy6/";
    assertThat(Verifier.parse(text).matches("penc\u00efl")).isTrue();
  }

  @Test
  void bcryptIsNotGivenMoreThanItSees() {
    Verifier verifier =
        Verifier.parse("$2b$05$abcdefghijklmnopqrstuu680Yiaj5hFUaJTH/rTAcbA2PQEGfiZu");
    assertThat(verifier.matches("x".repeat(73))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2b$20$abcdefghijklmnopqrstuu680Yiaj5hFUaJTH/rTAcbA2PQEGfiZu",
        "$2b$05$short",
        "$2x$05$abcdefghijklmnopqrstuu680Yiaj5hFUaJTH/rTAcbA2PQEGfiZu",
        "$6$rounds=9000000$saltsalt$" + "a",
        "$5$saltsalt$tooshort",
        "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
        "{PLAIN}pencil",
        "{",
        "pencil"
      })
  void refusesWhatWouldBeTooMuchOrTooLittle(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Verifier.parse(text))
        .withMessageNotContaining("pencil");
  }
}
