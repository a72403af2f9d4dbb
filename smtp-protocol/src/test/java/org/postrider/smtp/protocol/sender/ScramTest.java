// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.reply.ReplyParser;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.protocol.sender.Terms.Identity;
import org.postrider.testkit.Seed;

/// SCRAM as the sender goes through it.
final class ScramTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String CHALLENGE =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String SIGNATURE = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  /// A session with a host that offers `mechanisms`, up to where SCRAM is chosen.
  private static Played greeted(String mechanisms, String name, String password)
      throws ReplyParser.Garbage {
    Terms terms =
        new Terms("us.example", false, Encryption.IMPLICIT, false, new Identity(name, password));
    return new Played(terms, "220 hi", "250-x|250 AUTH " + mechanisms);
  }

  private static Played begun(String mechanisms, String nonce, byte @Nullable [] exporter)
      throws ReplyParser.Garbage {
    Played played = greeted(mechanisms, "user", "pencil");
    prepare(played, nonce, exporter);
    return played;
  }

  private static Played begun() throws ReplyParser.Garbage {
    return begun("SCRAM-SHA-256 PLAIN LOGIN", NONCE, null);
  }

  private static void prepare(Played played, String nonce, byte @Nullable [] exporter) {
    assertThat(played.last).isInstanceOf(Step.Prepare.class);
    played.take(Sender.prepared((State.Preparing) played.state, nonce, exporter));
  }

  private static Played derive(Played played) {
    assertThat(played.last).isInstanceOf(Step.Derive.class);
    Step.Derive derive = (Step.Derive) played.last;
    played.take(Sender.derived((State.Deriving) played.state, derive.derivation().salted()));
    return played;
  }

  private static Played say(Played played, String text) throws ReplyParser.Garbage {
    return played.hear("334 " + base64(text));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String plain(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /// What stands behind the mechanism in the AUTH command.
  private static String opening(Played played) {
    return plain(played.end().substring(played.end().lastIndexOf(' ') + 1));
  }

  /// RFC 7677 §3.
  @Test
  void followsTheExampleOfSha256() throws Exception {
    Played played = begun();
    assertThat(played.end()).startsWith("AUTH SCRAM-SHA-256 ");
    assertThat(opening(played)).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    derive(say(played, CHALLENGE));
    assertThat(plain(played.end()))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(say(played, SIGNATURE).end()).isEmpty();
    assertThat(played.hear("235 welcome").end()).isEqualTo("Open");
  }

  /// RFC 5802 §5.
  @Test
  void followsTheExampleOfSha1() throws Exception {
    Played played = begun("LOGIN SCRAM-SHA-1", "fyko+d2lbbFgONRv9qkxdawL", null);
    assertThat(played.end()).startsWith("AUTH SCRAM-SHA-1 ");
    assertThat(opening(played)).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    say(played, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
    assertThat(plain(derive(played).end()))
        .isEqualTo(
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                + "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
    say(played, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").hear("235 welcome");
    assertThat(played.end()).isEqualTo("Open");
  }

  /// The strongest first, and what is said of channel binding: RFC 5802 §6.
  @ParameterizedTest
  @CsvSource({
    "PLAIN SCRAM-SHA-1 SCRAM-SHA-256, false, SCRAM-SHA-256, 'n,,'",
    "PLAIN SCRAM-SHA-1 SCRAM-SHA-256, true, SCRAM-SHA-256, 'y,,'",
    "SCRAM-SHA-256 SCRAM-SHA-256-PLUS, true, SCRAM-SHA-256-PLUS, 'p=tls-exporter,,'",
    "SCRAM-SHA-256 SCRAM-SHA-256-PLUS, false, SCRAM-SHA-256, 'n,,'",
    "SCRAM-SHA-256-PLUS, true, SCRAM-SHA-256-PLUS, 'p=tls-exporter,,'",
    "SCRAM-SHA-1-PLUS SCRAM-SHA-1, true, SCRAM-SHA-1-PLUS, 'p=tls-exporter,,'",
    "SCRAM-SHA-1-PLUS SCRAM-SHA-256, true, SCRAM-SHA-256, 'n,,'",
  })
  void takesTheBestThatIsOffered(
      String mechanisms, boolean bindable, String mechanism, String header) throws Exception {
    Played played = begun(mechanisms, NONCE, bindable ? new byte[32] : null);
    assertThat(played.end()).startsWith("AUTH " + mechanism + " ");
    assertThat(opening(played)).isEqualTo(header + "n=user,r=" + NONCE);
  }

  @Test
  void tellsWhatTheChannelIsKnownBy() throws Exception {
    byte[] exporter = "exported by TLS".getBytes(StandardCharsets.US_ASCII);
    Played played = begun("SCRAM-SHA-256-PLUS", NONCE, exporter);
    String answer = plain(derive(say(played, CHALLENGE)).end());
    assertThat(answer).startsWith("c=" + base64("p=tls-exporter,,exported by TLS") + ",r=");
    assertThat(say(played, SIGNATURE).end()).isEqualTo("*"); // signed without the channel
  }

  @Test
  void takesAPasswordMechanismWhereThereIsNothingToBindTo() throws Exception {
    assertThat(begun("SCRAM-SHA-256-PLUS PLAIN", NONCE, null).end()).startsWith("AUTH PLAIN ");
    assertThat(begun("SCRAM-SHA-256-PLUS", NONCE, null).end()).isEqualTo("failed AUTH 454 ours");
  }

  /// RFC 5802 §5.1 and RFC 4013 §3.
  @Test
  void preparesNameAndPassword() throws Exception {
    Played played = greeted("SCRAM-SHA-256", "a,b=\u00aac\u00ad", "I\u00adX\u00a0\u2168");
    prepare(played, NONCE, null);
    assertThat(opening(played)).isEqualTo("n,,n=a=2Cb=3Dac,r=" + NONCE);
    say(played, CHALLENGE);
    assertThat(((Step.Derive) played.last).derivation().password()).isEqualTo("IX IX");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=%s,s=QSXCR+Q6sek8bf92,i=4096", // nothing of the host's own
        "r=other%s,s=QSXCR+Q6sek8bf92,i=4096",
        "r=%sabc,s=QSXCR+Q6sek8bf92",
        "r=%sabc,s=,i=4096",
        "r=%sabc,s====,i=4096",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=4095",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=2000001",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=999999999999",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=0",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=-1",
        "r=%sabc,s=QSXCR+Q6sek8bf92,i=4096,",
        "r=%sa bc,s=QSXCR+Q6sek8bf92,i=4096",
        "m=x,r=%sabc,s=QSXCR+Q6sek8bf92,i=4096",
        "e=unknown-user"
      })
  void breaksOffWhereTheChallengeIsStrange(String challenge) throws Exception {
    Played played = say(begun(), challenge.replace("%s", NONCE));
    assertThat(played.end()).isEqualTo("*");
    assertThat(played.hear("235 come in anyway").end()).isEqualTo("failed AUTH 454 ours");
    assertThat(begun().hear("334 what?").end()).isEqualTo("*");
  }

  @Test
  void readsOverWhatMayFollowTheCount() throws Exception {
    derive(say(begun(), CHALLENGE + ",x=y"));
    assertThat(say(begun(), CHALLENGE.replace("4096", "2000000")).last)
        .isInstanceOf(Step.Derive.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
        "v=",
        "v",
        "",
        "e=invalid-proof",
        "x=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
      })
  void handsNoMailToAHostThatDoesNotKnowThePassword(String last) throws Exception {
    Played played = say(derive(say(begun(), CHALLENGE)), last);
    assertThat(played.end()).isEqualTo("*");
    assertThat(played.hear("235 come in anyway").end()).isEqualTo("failed AUTH 454 ours");
  }

  @Test
  void isNotProvedToByMereSuccess() throws Exception {
    assertThat(begun().hear("235 come in").end()).isEqualTo("failed AUTH 454 ours");
    assertThat(derive(say(begun(), CHALLENGE)).hear("235 come in").end())
        .isEqualTo("failed AUTH 454 ours");
  }

  /// Such as for an account that has an API key there and no password.
  @Test
  void showsThePasswordWhereScramIsRefused() throws Exception {
    Played played = derive(say(begun(), CHALLENGE)).hear("535 5.7.8 no");
    assertThat(played.end()).isEqualTo("AUTH PLAIN " + base64("\0user\0pencil"));
    assertThat(played.hear("235 welcome").end()).isEqualTo("Open");
    Played early = begun("SCRAM-SHA-1 LOGIN", NONCE, null).hear("504 no");
    assertThat(early.end()).isEqualTo("AUTH LOGIN");
  }

  @Test
  void aRefusalIsTemporary() throws Exception {
    Played later = derive(say(begun(), CHALLENGE)).hear("454 4.7.0 later");
    assertThat(later.end()).isEqualTo("failed AUTH 454");
    Played alone = derive(say(begun("SCRAM-SHA-256", NONCE, null), CHALLENGE));
    assertThat(alone.hear("535 5.7.8 no").end()).isEqualTo("failed AUTH 454");
    Played verified = say(derive(say(begun(), CHALLENGE)), SIGNATURE);
    assertThat(verified.hear("454 4.7.0 later").end()).isEqualTo("failed AUTH 454");
  }

  @Test
  void repliesWhileItThinksAreOutOfTurn() throws Exception {
    Played waiting = greeted("SCRAM-SHA-256", "user", "pencil");
    assertThat(waiting.hear("235 welcome").end()).isEqualTo("failed AUTH 451 ours");
    assertThat(say(begun(), CHALLENGE).hear("235 welcome").end()).isEqualTo("failed AUTH 451 ours");
  }

  @Test
  void thePasswordIsNotShown() throws Exception {
    Played played = say(begun(), CHALLENGE);
    assertThat(played.state.toString() + played.last).doesNotContain("pencil");
  }

  @Test
  void drawsNoncesThatDiffer() {
    RandomGenerator random = new SplittableRandom(5802);
    assertThat(Scram.nonce(random)).isNotEqualTo(Scram.nonce(random)).hasSize(24);
  }

  @Test
  void opensNothingWhateverTheHostSays() {
    Seed.repeat(500, ScramTest::anyReplies);
  }

  private static void anyReplies(RandomGenerator random) throws ReplyParser.Garbage {
    Played played = begun();
    String[] texts = {CHALLENGE, "v=", "v=abc", "r=" + NONCE + "x,s=AAAA,i=4096", "", "e=x"};
    List<Integer> codes = List.of(334, 334, 334, 235, 250, 454, 421);
    for (int i = 0; i < 10 && !(played.last instanceof Step.Failed); i++) {
      if (played.last instanceof Step.Derive) {
        derive(played);
      }
      String text = base64(texts[random.nextInt(texts.length)]);
      played.hear(codes.get(random.nextInt(codes.size())) + " " + text);
    }
    assertThat(played.last).isInstanceOf(Step.Failed.class);
    assertThat(played.steps).doesNotContain("Open");
  }
}
