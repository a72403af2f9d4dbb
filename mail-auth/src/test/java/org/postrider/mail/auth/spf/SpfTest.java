// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.auth.Zone;
import org.postrider.testkit.Seed;

class SpfTest {
  private static final String[] PARTS = {
    "v=spf1",
    " ",
    "include:",
    "a",
    "mx",
    "ptr",
    "ip4:",
    "ip6:",
    "exists:",
    "all",
    "redirect=",
    "exp=",
    "%{",
    "}",
    "%",
    "s",
    "l",
    "d",
    "i",
    "p",
    "9",
    "r",
    ".",
    "/",
    "//",
    "-",
    "~",
    "?",
    "+",
    "example.com",
    "192.0.2.0",
    "2001:db8::",
    ":",
    "é",
    "\0",
    "999999999999",
    "=",
    "_",
    "%{ir}"
  };

  private static SpfOutcome check(String client, String helo, String sender, Zone zone) {
    InetAddress address = InetAddress.ofLiteral(client);
    return Spf.check(new SpfRequest(address, helo, sender, "mx.us.example", Instant.EPOCH), zone);
  }

  private static SpfOutcome check(Zone zone) {
    return check("192.0.2.1", "helo.example.com", "a@example.com", zone);
  }

  @Test
  void tellsWhatMatched() {
    Zone zone = new Zone().text("example.com", "v=spf1 a:no.example.com/24 IP4:192.0.2.0/24 -all");
    zone.add("no.example.com", "A", "198.51.100.1");
    assertThat(check(zone))
        .isEqualTo(new SpfOutcome(SpfResult.PASS, "example.com", "IP4:192.0.2.0/24", "", ""));
  }

  @Test
  void checksTheNameOfTheClientForTheNullSender() {
    Zone zone = new Zone().text("helo.example.com", "v=spf1 exists:%{l}.%{o} -all");
    zone.add("postmaster.helo.example.com", "A", "127.0.0.2");
    assertThat(check("192.0.2.1", "helo.example.com", "", zone).result()).isEqualTo(SpfResult.PASS);
  }

  @Test
  void takesAnIpv4AddressWithinIpv6ForWhatItIs() {
    Zone zone = new Zone().text("example.com", "v=spf1 ip4:192.0.2.1 -all");
    assertThat(check("::ffff:192.0.2.1", "helo.example.com", "a@example.com", zone).result())
        .isEqualTo(SpfResult.PASS);
  }

  @Test
  void asksForAnInternationalDomainByItsALabels() {
    Zone zone = new Zone().text("xn--bcher-kva.example", "v=spf1 exists:%{d}.s.example -all");
    zone.add("xn--bcher-kva.example.s.example", "A", "127.0.0.2");
    assertThat(check("192.0.2.1", "helo.example.com", "a@bücher.example", zone).result())
        .isEqualTo(SpfResult.PASS);
  }

  /// RFC 8616 §4
  @Test
  void aLocalPartBeyondAsciiMatchesNothing() {
    Zone zone = new Zone().text("example.com", "v=spf1 exists:%{l}.example.com ?all");
    zone.add("xn--bcher-kva.example.com", "A", "127.0.0.2");
    assertThat(check("192.0.2.1", "helo.example.com", "bücher@example.com", zone).result())
        .isEqualTo(SpfResult.NEUTRAL);
  }

  @ParameterizedTest
  @CsvSource({
    "v=spf1 include:example.com -all",
    "v=spf1 redirect=example.com",
    "v=spf1 a a a a a a a a a a a -all",
    "v=spf1 include:%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}%{d}.example.com",
    "v=spf1 exists:1.no.example exists:2.no.example exists:3.no.example -all",
  })
  void endsWithinItsLimits(String record) {
    Zone zone = new Zone().text("example.com", record).add("example.com", "A", "198.51.100.1");
    assertThat(check(zone).result()).isEqualTo(SpfResult.PERMERROR);
    assertThat(zone.asked()).isLessThanOrEqualTo(11);
  }

  @Test
  void asksNoMoreThanTenAddressesOfATerm() {
    Zone zone = new Zone().text("example.com", "v=spf1 mx -all");
    for (int i = 0; i < 11; i++) {
      zone.add("example.com", "MX", "mx" + i + ".example.com");
    }
    assertThat(check(zone).result()).isEqualTo(SpfResult.PERMERROR);
    assertThat(zone.asked()).isEqualTo(2);
    Zone names = new Zone().text("example.com", "v=spf1 ptr:other.example ?all");
    for (int i = 0; i < 1_000; i++) {
      names.add("1.2.0.192.in-addr.arpa", "PTR", "name" + i + ".example.com");
    }
    assertThat(check(names).result()).isEqualTo(SpfResult.NEUTRAL);
    assertThat(names.asked()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 8_000, 1_000_000})
  void endsWithRecordsAndTextsOfAnySize(int size) {
    String macros = "%{S9r.-+,/_=}".repeat(size / 13);
    String sender = "a.b-c".repeat(60) + "@example.com";
    for (String record :
        new String[] {
          "v=spf1 exists:" + macros,
          "v=spf1 " + macros + "=" + macros,
          "v=spf1 " + "ip4:192.0.2.9 ".repeat(size / 14) + "-all",
          "v=spf1 a" + "/".repeat(size),
          "v=spf1 -all exp=e.example.com"
        }) {
      Zone zone = new Zone().text("example.com", record).text("e.example.com", macros);
      SpfOutcome outcome = check("192.0.2.1", "helo.example.com", sender, zone);
      assertThat(outcome.explanation().length()).isLessThanOrEqualTo(1_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', a@",
    "'', @",
    "'', ''",
    "'[192.0.2.1]', ''",
    "localhost, ''",
    "h.example.com, a@b@",
    "h.example.com, 'a@b..example'",
    "'\0.\0', '\0@\0.\0'"
  })
  void hasNothingToAskWithoutADomain(String helo, String sender) {
    Zone zone = new Zone();
    assertThat(check("192.0.2.1", helo, sender, zone).result()).isEqualTo(SpfResult.NONE);
    assertThat(zone.asked()).isZero();
  }

  @Test
  void anyRecordGivesAResult() {
    Seed.repeat(
        3_000,
        random -> {
          Zone zone = new Zone().text("example.com", "v=spf1 " + junk(random));
          zone.text("e.example.com", junk(random)).add("example.com", "A", "192.0.2.1");
          String sender = random.nextBoolean() ? "a@example.com" : junk(random) + "@example.com";
          assertThat(check("2001:db8::1", junk(random), sender, zone)).isNotNull();
          assertThat(zone.asked()).isLessThan(150);
        });
  }

  private static String junk(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
