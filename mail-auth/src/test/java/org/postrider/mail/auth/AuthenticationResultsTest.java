// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.auth.spf.ReceivedSpf;
import org.postrider.mail.auth.spf.Spf;
import org.postrider.mail.auth.spf.SpfOutcome;
import org.postrider.mail.auth.spf.SpfRequest;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.testkit.Seed;

class AuthenticationResultsTest {
  private static final String[] PARTS = {
    "a.example",
    ";",
    "=",
    "spf",
    "pass",
    "(",
    ")",
    "\"",
    "\\",
    "reason",
    ".",
    "smtp",
    " ",
    "\r\n\t",
    "/",
    "1",
    "none",
    "é",
    "\0",
    "@",
    ":"
  };

  private static HeaderField field(String value) {
    String text = "Authentication-Results:" + value + "\r\n";
    return new HeaderField("Authentication-Results", text.getBytes(UTF_8));
  }

  private static AuthenticationResults parse(String value) {
    return AuthenticationResults.parse(value);
  }

  @Test
  void readsWhatItWrites() {
    AuthenticationResults results =
        new AuthenticationResults(
            "mx.us.example",
            List.of(
                MethodResult.of("spf", "pass", "").with("smtp", "mailfrom", "a@b.example"),
                MethodResult.of("dkim", "fail", "the \"body\" (has) changed; evil=pass")
                    .with("header", "d", "b.example")
                    .with("header", "b", "ab/c+d==")
                    .with("header", "i", "")
                    .with("header", "i", "\"a b\"@b.example"),
                MethodResult.of("x", "none", "")));
    String text = new String(results.field().octets(), US_ASCII);
    assertThat(text).startsWith("Authentication-Results: mx.us.example;\r\n\tspf=pass\r\n\t");
    assertThat(parse(results.value())).isEqualTo(results);
    AuthenticationResults nothing = new AuthenticationResults("mx.us.example", List.of());
    assertThat(nothing.value()).isEqualTo("mx.us.example; none");
    assertThat(parse(nothing.value())).isEqualTo(nothing);
  }

  /// RFC 8601 §B
  @Test
  void readsWhatOthersWrite() {
    AuthenticationResults read =
        parse(
            " foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) ="
                + " (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n"
                + " (this surprised me) = (as I wasn't expecting it) 1362471462");
    assertThat(read).isNotNull();
    assertThat(read.server()).isEqualTo("foo.example.net");
    assertThat(read.results()).singleElement().extracting(MethodResult::result).isEqualTo("fail");
    assertThat(read.results().getFirst().property("policy", "expired")).isEqualTo("1362471462");
    AuthenticationResults several =
        parse(
            "example.com; dkim=pass (good signature) header.d=mail.example.net header.i=@x.example;"
                + " dkim=fail reason=\"a b\" header.b=ab/=;"
                + " sender-id=fail header.from=e@x.example;");
    assertThat(several).isNotNull();
    assertThat(several.results()).hasSize(3);
    assertThat(several.results().get(1).reason()).isEqualTo("a b");
    assertThat(several.results().get(1).property("header", "b")).isEqualTo("ab/=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "a",
        "a;",
        "a; spf",
        "a; spf=",
        "a; =pass",
        "a; spf=pass x",
        "a; spf=pass x=y",
        "a; spf=pass (",
        "a; spf=pass \"",
        "a; spf=pass .x=y",
        "a b c; none"
      })
  void whatIsBrokenIsNothing(String value) {
    AuthenticationResults read = parse(value);
    assertThat(read == null || read.results().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` mx.us.example; spf=pass`, true",
        "` MX.us.Example.;x`, true",
        "` (a (b) \\) ) \"mx.us.example\" 1; none`, true",
        "`\r\n mx.us.example`, true",
        "`mx.us.example(x);`, true",
        "` (mx.us.example`, true",
        "``, true",
        "` other.example; spf=pass smtp.mailfrom=mx.us.example`, false",
        "` notmx.us.example; none`, false",
      })
  void knowsForgedOnes(String value, boolean isForged) {
    assertThat(AuthenticationResults.claims(field(value), "mx.us.example")).isEqualTo(isForged);
    HeaderField other = new HeaderField("X", ("X: " + value).getBytes(UTF_8));
    assertThat(AuthenticationResults.claims(other, "mx.us.example")).isFalse();
  }

  @Test
  void anyValueEnds() {
    Seed.repeat(
        5_000,
        random -> {
          StringBuilder value = new StringBuilder();
          for (int i = random.nextInt(40); i > 0; i--) {
            value.append(PARTS[random.nextInt(PARTS.length)]);
          }
          AuthenticationResults read = parse(value.toString());
          if (read != null) {
            assertThat(parse(read.value())).as(value.toString()).isNotNull();
          }
          AuthenticationResults.claims(field(value.toString()), "a.example");
          ReceivedSpf.parse(value.toString());
        });
    assertThat(parse("(".repeat(1_000_000))).isNull();
    assertThat(parse("(".repeat(60_000))).isNull();
    assertThat(parse("a" + "; spf=pass".repeat(101))).isNull();
    assertThat(parse("a; spf=pass" + " a.b=c".repeat(51))).isNull();
  }

  @Test
  void tellsWhatSpfCameTo() throws Exception {
    SpfRequest request =
        new SpfRequest(
            InetAddress.ofLiteral("2001:db8::1"),
            "evil\r\nX: y",
            "\"a;b\"@client-ip.example.com",
            "mx.us.example",
            Instant.EPOCH);
    Zone zone = new Zone().text("client-ip.example.com", "v=spf1 ip6:2001:db8::/32 -all");
    SpfOutcome outcome = Spf.check(request, zone);
    HeaderField field = ReceivedSpf.field(request, outcome);
    ReceivedSpf read = ReceivedSpf.parse(new String(field.value(), US_ASCII));
    assertThat(read).isNotNull();
    assertThat(read.result()).isEqualTo("pass");
    assertThat(read.pairs())
        .containsEntry("client-ip", "2001:db8::1")
        .containsEntry("envelope-from", "\"a;b\"@client-ip.example.com")
        .containsEntry("helo", "evil??X: y")
        .containsEntry("mechanism", "ip6:2001:db8::/32");
    assertThat(ReceivedSpf.claims(field, "MX.us.example")).isTrue();
    assertThat(ReceivedSpf.claims(field, "mx.other.example")).isFalse();
    assertThat(outcome.told(request).property("smtp", "mailfrom"))
        .isEqualTo("\"a;b\"@client-ip.example.com");
  }
}
