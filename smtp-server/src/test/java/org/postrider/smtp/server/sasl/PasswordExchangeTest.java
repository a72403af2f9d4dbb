// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.smtp.server.sasl.Questions.CLIENT;
import static org.postrider.smtp.server.sasl.Questions.challenge;
import static org.postrider.smtp.server.sasl.Questions.octets;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;

class PasswordExchangeTest {
  private static final ScramSecrets SECRETS = new ScramSecrets(() -> "nonce", new byte[32]);

  private static SaslExchange begin(String mechanism) {
    return SaslExchange.begin(mechanism, CLIENT, SECRETS, Questions.UNBINDABLE);
  }

  private static Step asks(String name, String password) {
    return new Step.AskPassword(new PasswordCheck(CLIENT, name, password));
  }

  /// RFC 4616 §4, RFC 4954 §4.1.
  @Test
  void plainAsksAboutNameAndPassword() {
    assertThat(begin("PLAIN").next(octets("\0tim\0tanstaaftanstaaf")))
        .isEqualTo(asks("tim", "tanstaaftanstaaf"));
    assertThat(begin("plain").next(octets("test\0test\0" + "1234")))
        .isEqualTo(asks("test", "1234"));
    assertThat(challenge(begin("PLAIN").opening())).isEmpty();
  }

  @Test
  void plainDoesNotLetOneActAsAnother() {
    assertThat(begin("PLAIN").next(octets("Ursel\0Kurt\0xipj3plmq")))
        .isEqualTo(new Step.Refused("would act as another"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a\0b", "\0\0", "\0tim\0", "\0\0pw", "a\0b\0c\0d", "\0\0\0"})
  void plainBreaksOnWhatIsNoPlainMessage(String response) {
    assertThat(begin("PLAIN").next(octets(response))).isInstanceOf(Step.Broken.class);
  }

  @Test
  void breaksOnWhatIsNotUtf8() {
    byte[] overlong = {0, (byte) 0xC0, (byte) 0x80, 0, 'p'};
    assertThat(begin("PLAIN").next(overlong)).isInstanceOf(Step.Broken.class);
    assertThat(begin("LOGIN").next(overlong)).isInstanceOf(Step.Broken.class);
    assertThat(begin("SCRAM-SHA-256").next(overlong)).isInstanceOf(Step.Broken.class);
  }

  @Test
  void takesNamesAndPasswordsOf255Octets() {
    String name = "n".repeat(255);
    String password = "ä".repeat(127);
    assertThat(begin("PLAIN").next(octets(name + "\0" + name + "\0" + password)))
        .isEqualTo(asks(name, password));
  }

  @Test
  void refusesWhatIsLongerThanItsBound() {
    byte[] response = octets("\0n\0" + "p".repeat(SaslExchange.LONGEST_RESPONSE));
    assertThat(begin("PLAIN").next(response)).isInstanceOf(Step.Broken.class);
    assertThat(begin("LOGIN").next(response)).isInstanceOf(Step.Broken.class);
    assertThat(begin("SCRAM-SHA-256").next(response)).isInstanceOf(Step.Broken.class);
  }

  /// RFC 4013 §3: a soft hyphen maps to nothing, a feminine ordinal is compatible with a.
  @Test
  void preparesNamesAndPasswords() {
    assertThat(begin("PLAIN").next(octets("\0I\u00ADX\0\u00AA"))).isEqualTo(asks("IX", "a"));
    assertThat(begin("PLAIN").next(octets("IX\0I\u00ADX\0p"))).isEqualTo(asks("IX", "p"));
    assertThat(begin("PLAIN").next(octets("\0a\u0007\0p"))).isInstanceOf(Step.Refused.class);
    assertThat(begin("PLAIN").next(octets("\0\u00AD\0p"))).isInstanceOf(Step.Refused.class);
    assertThat(begin("PLAIN").next(octets("\0n\0\u06271"))).isInstanceOf(Step.Refused.class);
  }

  @Test
  void loginAsksForOneAfterTheOther() {
    SaslExchange exchange = begin("LOGIN");
    assertThat(challenge(exchange.opening())).isEqualTo("Username:");
    assertThat(challenge(exchange.next(octets("tim")))).isEqualTo("Password:");
    assertThat(exchange.next(octets("secret"))).isEqualTo(asks("tim", "secret"));
    assertThat(exchange.answered(Optional.of(new Login.Proved("Tim"))))
        .isEqualTo(new Step.Proved("Tim"));
  }

  @Test
  void loginTakesTheNameAsInitialResponse() {
    SaslExchange exchange = begin("LOGIN");
    assertThat(challenge(exchange.next(octets("tim")))).isEqualTo("Password:");
    assertThat(exchange.next(octets("secret"))).isEqualTo(asks("tim", "secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b", "\0"})
  void loginBreaksOnWhatIsNoName(String response) {
    assertThat(begin("LOGIN").next(octets(response))).isInstanceOf(Step.Broken.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN"})
  void refusesWhomNobodyKnowsAndWhoeverIsWrong(String mechanism) {
    assertThat(begin(mechanism).answered(Optional.empty()))
        .isEqualTo(new Step.Refused("unknown name"));
    assertThat(begin(mechanism).answered(Optional.of(new Login.Wrong())))
        .isEqualTo(new Step.Refused("wrong password"));
    assertThatIllegalStateException().isThrownBy(() -> begin(mechanism).verifier(Optional.empty()));
  }

  @Test
  void knowsItsMechanisms() {
    assertThat(SaslExchange.knows("scram-sha-256")).isTrue();
    assertThat(SaslExchange.knows("scram-sha-256-plus")).isTrue();
    assertThat(SaslExchange.knows("CRAM-MD5")).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> begin("CRAM-MD5"));
  }

  @Test
  void neverThrowsWhateverIsSent() {
    RandomGenerator random = new SplittableRandom(4616);
    byte[] letters = octets("npyarcmsi=,=2C=3D\0\u00e4\u0627 aZ9+/");
    for (int i = 0; i < 20_000; i++) {
      byte[] response = new byte[random.nextInt(40)];
      for (int k = 0; k < response.length; k++) {
        response[k] = letters[random.nextInt(letters.length)];
      }
      for (String mechanism : SaslExchange.MECHANISMS) {
        SaslExchange exchange = begin(mechanism);
        if (exchange.next(response) instanceof Step.AskScram) {
          assertThat(exchange.verifier(Optional.empty())).isInstanceOf(Step.Challenge.class);
          assertThat(exchange.next(response)).isNotInstanceOf(Step.Proved.class);
        }
      }
    }
  }
}
