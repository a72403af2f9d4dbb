// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.testkit.Seed;

class CommandParserTest {
  private static final ReversePath SENDER = new ReversePath(Mailbox.parse("a@b.example"));
  private static final ForwardPath RECIPIENT = new ForwardPath.To(Mailbox.parse("c@d.example"));

  private static Command parse(String line) {
    byte[] octets = ("xx" + line + "yy").getBytes(StandardCharsets.UTF_8);
    return CommandParser.parse(octets, 2, octets.length - 2);
  }

  @Test
  void understandsEveryVerb() {
    assertThat(parse("EHLO client.example")).isEqualTo(new Command.Ehlo("client.example"));
    assertThat(parse("HELO [192.0.2.1]")).isEqualTo(new Command.Helo("[192.0.2.1]"));
    assertThat(parse("LHLO client.example")).isEqualTo(new Command.Lhlo("client.example"));
    assertThat(parse("MAIL FROM:<a@b.example>")).isEqualTo(new Command.Mail(SENDER, Map.of()));
    assertThat(parse("RCPT TO:<c@d.example>")).isEqualTo(new Command.Rcpt(RECIPIENT, Map.of()));
    assertThat(parse("DATA")).isEqualTo(new Command.Data());
    assertThat(parse("RSET")).isEqualTo(new Command.Rset());
    assertThat(parse("NOOP")).isEqualTo(new Command.Noop());
    assertThat(parse("NOOP anything at all")).isEqualTo(new Command.Noop());
    assertThat(parse("VRFY Smith")).isEqualTo(new Command.Vrfy("Smith"));
    assertThat(parse("EXPN list")).isEqualTo(new Command.Expn("list"));
    assertThat(parse("HELP")).isEqualTo(new Command.Help(""));
    assertThat(parse("HELP MAIL")).isEqualTo(new Command.Help("MAIL"));
    assertThat(parse("QUIT")).isEqualTo(new Command.Quit());
    assertThat(parse("STARTTLS")).isEqualTo(new Command.StartTls());
    assertThat(parse("AUTH login")).isEqualTo(new Command.Auth("LOGIN", null));
    assertThat(parse("AUTH PLAIN AGEAYg==")).isEqualTo(new Command.Auth("PLAIN", "AGEAYg=="));
    assertThat(parse("AUTH PLAIN =")).isEqualTo(new Command.Auth("PLAIN", "="));
  }

  @Test
  void understandsWhatIsSaidOfOthers() {
    assertThat(parse("xclient name=[Unavailable] ADDR=IPV6:2001:db8::1 LOGIN=a+2Bb+3D"))
        .isEqualTo(
            new Command.Xclient(Map.of("NAME", "", "ADDR", "IPV6:2001:db8::1", "LOGIN", "a+b=")));
    assertThat(parse("XFORWARD NAME=[TEMPUNAVAIL] IDENT=4+20b"))
        .isEqualTo(new Command.Xforward(Map.of("NAME", "", "IDENT", "4 b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " NAME",
        " NAME=",
        " NAME=a NAME=b",
        " =a",
        " NAME=a=b",
        " NAME=+",
        " NAME=+0",
        " a",
        " NAME=+zz",
        " NAME=+0D",
        " NAME=+0a",
        " NAME=+00",
        " NAME=+7F",
        " NAME=+C3+A4",
        " NAME=ä"
      })
  void whatIsSaidOfOthersIsXtext(String arguments) {
    assertThat(parse("XCLIENT" + arguments)).isInstanceOf(Command.Malformed.class);
    assertThat(parse("XFORWARD" + arguments)).isInstanceOf(Command.Malformed.class);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void knowsVerbsInAnyCase(Verb verb) {
    for (String text : new String[] {verb.name(), verb.name().toLowerCase(java.util.Locale.ROOT)}) {
      byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(Verb.of(octets, 0, octets.length)).isEqualTo(verb);
      octets[0] ^= 0x40; // another octet that differs from the letter by one bit
      assertThat(Verb.of(octets, 0, octets.length)).isNull();
    }
  }

  @Test
  void toleratesBlanksAtTheEndAndBehindTheColon() {
    assertThat(parse("data \t ")).isEqualTo(new Command.Data());
    assertThat(parse("mail from:  <a@b.example> ")).isEqualTo(new Command.Mail(SENDER, Map.of()));
    assertThat(parse("Rcpt To: <c@d.example>")).isEqualTo(new Command.Rcpt(RECIPIENT, Map.of()));
    assertThat(parse("EHLO   client")).isEqualTo(new Command.Ehlo("client"));
  }

  @Test
  void readsThePathsOfRfc5321() {
    assertThat(parse("MAIL FROM:<>")).isEqualTo(new Command.Mail(ReversePath.NULL, Map.of()));
    assertThat(parse("RCPT TO:<Postmaster>"))
        .isEqualTo(new Command.Rcpt(new ForwardPath.Postmaster(), Map.of()));
    assertThat(parse("RCPT TO:<\"postMASTER\">"))
        .isEqualTo(new Command.Rcpt(new ForwardPath.Postmaster(), Map.of()));
    assertThat(parse("RCPT TO:<@x.example,@[192.0.2.1]:c@d.example>"))
        .isEqualTo(new Command.Rcpt(RECIPIENT, Map.of()));
    assertThat(parse("MAIL FROM:<@x.example:a@b.example> SIZE=1"))
        .isEqualTo(new Command.Mail(SENDER, Map.of("SIZE", "1")));
    assertThat(parse("MAIL FROM:<é@bücher.example> SMTPUTF8"))
        .isEqualTo(
            new Command.Mail(
                new ReversePath(Mailbox.parse("é@bücher.example")), Map.of("SMTPUTF8", "")));
  }

  @Test
  void readsParameters() {
    assertThat(parse("MAIL FROM:<a@b.example> size=100  Body=8BITMIME SMTPUTF8 X-A=<+3D>,:"))
        .isEqualTo(
            new Command.Mail(
                SENDER,
                Map.of("SIZE", "100", "BODY", "8BITMIME", "SMTPUTF8", "", "X-A", "<+3D>,:")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, 500, 5.5.2",
        "`   `, 500, 5.5.2",
        "`NOOP\u0000`, 500, 5.5.2",
        "`NO\tOP`, 500, 5.5.2",
        "`NOOP a\rb`, 500, 5.5.2",
        "`NOOP a\nb`, 500, 5.5.2",
        "`NOOP é`, 500, 5.5.2",
        "`é`, 500, 5.5.2",
        "`EHLO bücher.example`, 500, 5.5.2",
        "`EHLO`, 501, 5.5.4",
        "`HELO a b`, 501, 5.5.4",
        "`DATA now`, 501, 5.5.4",
        "`RSET x`, 501, 5.5.4",
        "`QUIT x`, 501, 5.5.4",
        "`STARTTLS x`, 501, 5.5.4",
        "`VRFY`, 501, 5.5.4",
        "`EXPN`, 501, 5.5.4",
        "`AUTH`, 501, 5.5.4",
        "`AUTH PLAIN a b`, 501, 5.5.4",
        "`AUTH ABCDEFGHIJKLMNOPQRSTU`, 501, 5.5.4",
        "`MAIL`, 501, 5.5.4",
        "`MAIL FROM`, 501, 5.5.4",
        "`MAIL TO:<a@b>`, 501, 5.5.4",
        "`MAIL FROM :<a@b>`, 501, 5.5.4",
        "`MAIL FROM:`, 501, 5.1.7",
        "`MAIL FROM:a@b`, 501, 5.1.7",
        "`MAIL FROM:<a@b`, 501, 5.1.7",
        "`MAIL FROM:<a>`, 501, 5.1.7",
        "`MAIL FROM:<Postmaster>`, 501, 5.1.7",
        "`MAIL FROM:<a@b>SIZE=1`, 501, 5.5.4",
        "`MAIL FROM:<a@b> SIZE=`, 501, 5.5.4",
        "`MAIL FROM:<a@b> =1`, 501, 5.5.4",
        "`MAIL FROM:<a@b> -A=1`, 501, 5.5.4",
        "`MAIL FROM:<a@b> A_B=1`, 501, 5.5.4",
        "`MAIL FROM:<a@b> A=1=2`, 501, 5.5.4",
        "`MAIL FROM:<a@b> A=1 a=1`, 501, 5.5.4",
        "`MAIL FROM:<> <>`, 501, 5.5.4",
        "`RCPT TO:<>`, 501, 5.1.3",
        "`RCPT TO:<@a:>`, 501, 5.1.3",
        "`RCPT TO:<@a b@c>`, 501, 5.1.3",
        "`RCPT TO:<@a,b@c>`, 501, 5.1.3",
        "`RCPT TO:<@a,:b@c>`, 501, 5.1.3",
        "`RCPT TO:<a@b>>`, 501, 5.5.4",
        "`RCPT TO:<a@b_c>`, 501, 5.1.3",
        "`RCPT TO:<a@b.example.>`, 501, 5.1.3",
      })
  void saysWhatIsWrong(String line, int code, String status) {
    assertThat(parse(line))
        .isInstanceOfSatisfying(
            Command.Malformed.class,
            malformed -> {
              assertThat(malformed.reply().code()).isEqualTo(code);
              assertThat(malformed.reply().status()).hasToString(status);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "BDAT 0, 0, false",
    "BDAT 0 LAST, 0, true",
    "bdat 5 last, 5, true",
    "BDAT   7, 7, false",
    "BDAT 0000000000000000000000000012 LAST, 12, true",
    "BDAT 4294967296 LAST, 4294967296, true",
    "BDAT 9223372036854775807, 9223372036854775807, false",
    "BDAT 9223372036854775808, 9223372036854775807, false",
    "BDAT 18446744073709551616 LAST, 9223372036854775807, true",
    "BDAT 99999999999999999999999999999999999999, 9223372036854775807, false",
  })
  void readsTheSizeOfAChunk(String line, long size, boolean last) {
    assertThat(parse(line)).isEqualTo(new Command.Bdat(size, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BDAT",
        "BDAT LAST",
        "BDAT -1",
        "BDAT +1 LAST",
        "BDAT 0x10 LAST",
        "BDAT 1e3",
        "BDAT 1,000",
        "BDAT 1.0",
        "BDAT 5LAST",
        "BDAT 5 LAS",
        "BDAT 5 LASTLY",
        "BDAT 5 LAST 5",
        "BDAT 5 5",
        "BDAT 5  LAST",
        "BDAT 5\tLAST",
        "BDAT \u0661",
        "BDAT 5 LAST\u00a0",
        "BDAT 5\u0001",
      })
  void refusesAChunkWhoseSizeIsNotPlain(String line) {
    assertThat(parse(line))
        .isInstanceOfSatisfying(
            Command.Malformed.class,
            malformed -> assertThat(malformed.verb()).isEqualTo(Verb.BDAT));
  }

  @Test
  void refusesAnAddressThatIsNoUtf8() {
    byte[] line = "MAIL FROM:<x@b.example>".getBytes(StandardCharsets.US_ASCII);
    line[11] = (byte) 0xff;
    assertThat(CommandParser.parse(line, 0, line.length)).isInstanceOf(Command.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "MAILFROM:<a@b>", "BDATA", "EHLOO", "EHL", "XSTARTTL"})
  void doesNotKnowOtherVerbs(String verb) {
    assertThat(parse(verb + " / HTTP/1.1")).isEqualTo(new Command.Unknown(verb));
  }

  @Test
  void keepsLittleOfAnUnknownVerb() {
    assertThat(parse("V".repeat(500))).isEqualTo(new Command.Unknown("V".repeat(32)));
  }

  @Test
  void makesACommandOfAnyOctets() {
    String[] starts = {
      "", "MAIL FROM:<", "RCPT TO:<", "EHLO ", "AUTH ", "MAIL FROM:<> ", "VRFY ", "BDAT "
    };
    byte[] alphabet = " <>@=.\"\\-:aZ09[]é".getBytes(StandardCharsets.UTF_8);
    Seed.repeat(
        10_000,
        random -> {
          byte[] start = starts[random.nextInt(starts.length)].getBytes(StandardCharsets.US_ASCII);
          byte[] line = new byte[start.length + random.nextInt(60)];
          random.nextBytes(line);
          for (int i = 0; i < line.length; i++) {
            if (i < start.length) {
              line[i] = start[i];
            } else if (random.nextInt(16) > 0) {
              line[i] = alphabet[random.nextInt(alphabet.length)];
            }
          }
          assertThat(CommandParser.parse(line, 0, line.length)).isNotNull();
        });
  }
}
