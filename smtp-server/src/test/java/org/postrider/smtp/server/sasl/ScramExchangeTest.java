// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.smtp.server.sasl.Questions.CLIENT;
import static org.postrider.smtp.server.sasl.Questions.challenge;
import static org.postrider.smtp.server.sasl.Questions.octets;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;

class ScramExchangeTest {
  private static final ScramMechanism HASH = ScramMechanism.SCRAM_SHA_256;
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final ScramVerifier USER = Questions.verifier("user", "pencil", SALT, 4_096);

  private final SaslExchange exchange = begin("SCRAM-SHA-256", Questions.UNBINDABLE);

  private static SaslExchange begin(String mechanism, Channel channel) {
    ScramSecrets secrets = new ScramSecrets(() -> SERVER_NONCE, new byte[32]);
    return SaslExchange.begin(mechanism, CLIENT, secrets, channel);
  }

  private Step say(String message) {
    return exchange.next(octets(message));
  }

  /// RFC 7677 §3.
  @Test
  void followsTheExampleOfTheStandard() {
    assertThat(challenge(exchange.opening())).isEmpty();
    assertThat(say("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
        .isEqualTo(new Step.AskScram(new ScramLookup(CLIENT, "user", "SHA-256")));
    assertThat(challenge(exchange.verifier(Optional.of(USER))))
        .isEqualTo("r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE + ",s=" + SALT + ",i=4096");
    assertThat(
            challenge(
                say(
                    "c=biws,r=rOprNGfwEbeRWgbNEkqO"
                        + SERVER_NONCE
                        + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")))
        .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assertThat(say("")).isEqualTo(new Step.Proved("user"));
  }

  private Step finish(String header, String bare, String password, ScramVerifier verifier) {
    say(header + bare);
    String challenge = challenge(exchange.verifier(Optional.of(verifier)));
    return say(proof(header, bare, challenge, password));
  }

  private static String proof(String binding, String bare, String challenge, String password) {
    String[] part = challenge.split(",", -1);
    byte[] salted =
        ScramFunctions.saltedPassword(
            HASH,
            StringPreparation.SASL_PREPARATION,
            password.toCharArray(),
            Base64.getDecoder().decode(part[1].substring(2)),
            Integer.parseInt(part[2].substring(2)));
    String last = "c=" + Base64.getEncoder().encodeToString(octets(binding)) + "," + part[0];
    byte[] key = ScramFunctions.clientKey(HASH, salted);
    byte[] signature =
        ScramFunctions.clientSignature(
            HASH, ScramFunctions.storedKey(HASH, key), bare + "," + challenge + "," + last);
    return last
        + ",p="
        + Base64.getEncoder().encodeToString(ScramFunctions.clientProof(key, signature));
  }

  @Test
  void refusesAWrongPassword() {
    assertThat(finish("n,,", "n=user,r=abc", "pencils", USER))
        .isEqualTo(new Step.Refused("wrong password"));
  }

  @Test
  void takesAClientThatCouldBindChannelsAndNamesItselfTwice() {
    assertThat(challenge(finish("y,a=user,", "n=user,r=abc,x=extra", "pencil", USER)))
        .startsWith("v=");
    assertThat(say("")).isEqualTo(new Step.Proved("user"));
  }

  /// RFC 5802 §6, as far as the flag goes.
  @ParameterizedTest
  @CsvSource({
    "SCRAM-SHA-256, true, n, ",
    "SCRAM-SHA-256, true, y, somebody has hidden from it that -PLUS is offered",
    "SCRAM-SHA-256, true, p=tls-exporter, channel binding without -PLUS",
    "SCRAM-SHA-256, false, n, ",
    "SCRAM-SHA-256, false, y, ",
    "SCRAM-SHA-256, false, p=tls-exporter, channel binding without -PLUS",
    "SCRAM-SHA-256-PLUS, true, n, -PLUS without channel binding",
    "SCRAM-SHA-256-PLUS, true, y, -PLUS without channel binding",
    "SCRAM-SHA-256-PLUS, true, p=tls-exporter, ",
    "SCRAM-SHA-256-PLUS, true, p=tls-unique, no channel binding of the type tls-unique",
    "SCRAM-SHA-256-PLUS, false, p=tls-exporter, no channel binding of the type tls-exporter",
  })
  void knowsWhatTheFlagMeans(
      String mechanism, boolean bindable, String flag, @Nullable String why) {
    Channel channel = bindable ? new Questions.Bindable("x") : Questions.UNBINDABLE;
    Step step = begin(mechanism, channel).next(octets(flag + ",,n=user,r=abc"));
    assertThat(step)
        .isEqualTo(
            why == null
                ? new Step.AskScram(new ScramLookup(CLIENT, "user", "SHA-256"))
                : new Step.Refused(why));
  }

  @Test
  void provesWhoIsTheOtherEndOfTheChannel() {
    String header = "p=tls-exporter,a=user,";
    String bare = "n=user,r=abc";
    for (String seen : List.of("this channel", "another one", "")) {
      SaslExchange bound = begin("scram-sha-256-plus", new Questions.Bindable("this channel"));
      bound.next(octets(header + bare));
      String challenge = challenge(bound.verifier(Optional.of(USER)));
      Step last = bound.next(octets(proof(header + seen, bare, challenge, "pencil")));
      if (seen.equals("this channel")) {
        assertThat(challenge(last)).startsWith("v=");
        assertThat(bound.next(new byte[0])).isEqualTo(new Step.Proved("user"));
      } else {
        assertThat(last).isEqualTo(new Step.Refused("channel bindings do not match"));
      }
    }
  }

  @Test
  void readsCommasAndEqualsSignsInNames() {
    assertThat(say("n,,n=a=2Cb=3Dc,r=abc"))
        .isEqualTo(new Step.AskScram(new ScramLookup(CLIENT, "a,b=c", "SHA-256")));
  }

  @Test
  void preparesTheName() {
    assertThat(say("n,,n=I\u00ADX,r=abc"))
        .isEqualTo(new Step.AskScram(new ScramLookup(CLIENT, "IX", "SHA-256")));
  }

  @Test
  void refusesAnUnknownNameOnlyAtTheProofEvenWithTheDecoysOwnPassword() {
    say("n,,n=nobody,r=abc");
    String challenge = challenge(exchange.verifier(Optional.empty()));
    assertThat(challenge).endsWith(",i=" + ScramVerifier.ITERATIONS);
    assertThat(say(proof("n,,", "n=nobody,r=abc", challenge, "guess")))
        .isEqualTo(new Step.Refused("unknown name"));
  }

  @Test
  void anUnknownNameAlwaysHasTheSameSalt() {
    ScramSecrets secrets = ScramSecrets.from(new SplittableRandom(1));
    assertThat(secrets.decoy("a").salt())
        .isEqualTo(secrets.decoy("a").salt())
        .isNotEqualTo(secrets.decoy("b").salt())
        .isNotEqualTo(ScramSecrets.from(new SplittableRandom(2)).decoy("a").salt())
        .hasSize(ScramVerifier.SALT_OCTETS);
    assertThat(secrets.nonce()).isNotEqualTo(secrets.nonce()).doesNotContain(",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p=tls-exporter,,n=user,r=abc",
        "p=tls-unique,,n=user,r=abc",
        "n,a=other,n=user,r=abc",
        "n,,m=x,n=user,r=abc",
        "n,,n=a\u0007,r=abc"
      })
  void refusesWhatItDoesNotOffer(String message) {
    assertThat(say(message)).isInstanceOf(Step.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,",
        "n,,",
        "x,,n=user,r=abc",
        "p,,n=user,r=abc",
        "p=,,n=user,r=abc",
        "p=tls exporter,,n=user,r=abc",
        "n,user,n=user,r=abc",
        "n,a=,n=user,r=abc",
        "n,,n=user",
        "n,,n=,r=abc",
        "n,,n=user,r=",
        "n,,r=abc,n=user",
        "n,,n=us=er,r=abc",
        "n,,n=us=2cer,r=abc",
        "n,,n=us\0er,r=abc",
        "n,,n=user,r=a b",
        "n,,n=user,r=ä",
        "n,,n=user,r=abc,x",
        "n,,n=user,r=abc,",
        "n,,n=user,r=abc,1=x"
      })
  void breaksOnWhatIsNoFirstMessage(String message) {
    assertThat(say(message)).isInstanceOf(Step.Broken.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws",
        "c=biws,r=abc%s",
        "c=biws,r=abc%s,p=",
        "r=abc%s,c=biws,p=AAAA",
        "c=biws,r=abc%s,p=AAAA,x=y",
        "c=biws,r=abc%s,p=A A=",
        "c=biws,r=abc%s,x,p=AAAA",
        "p=AAAA"
      })
  void doesNotProveByWhatIsNoLastMessage(String message) {
    say("n,,n=user,r=abc");
    exchange.verifier(Optional.of(USER));
    assertThat(say(message.replace("%s", SERVER_NONCE)))
        .isInstanceOfAny(Step.Broken.class, Step.Refused.class);
  }

  @Test
  void refusesAnotherNonceOrAnotherHeader() {
    say("n,,n=user,r=abc");
    exchange.verifier(Optional.of(USER));
    assertThat(say("c=biws,r=abd" + SERVER_NONCE + ",p=AAAA"))
        .isEqualTo(new Step.Refused("not the nonce of this exchange"));
    assertThat(say("c=eSws,r=abc" + SERVER_NONCE + ",p=AAAA"))
        .isEqualTo(new Step.Refused("channel bindings do not match"));
  }

  @Test
  void wantsNothingAfterItsSignature() {
    finish("n,,", "n=user,r=abc", "pencil", USER);
    assertThat(say("x")).isInstanceOf(Step.Broken.class);
  }

  @Test
  void sticksToItsOrder() {
    assertThatIllegalStateException().isThrownBy(() -> exchange.verifier(Optional.empty()));
    assertThatIllegalStateException().isThrownBy(() -> exchange.answered(Optional.empty()));
    say("n,,n=user,r=abc");
    assertThatIllegalStateException().isThrownBy(() -> say("c=biws"));
  }
}
