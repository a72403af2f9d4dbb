// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.auth.Zone;
import org.postrider.mail.auth.dkim.DkimResult;
import org.postrider.mail.auth.dkim.DkimVerdict;
import org.postrider.mail.auth.dkim.SignatureField;
import org.postrider.mail.auth.spf.SpfOutcome;
import org.postrider.mail.auth.spf.SpfResult;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.testkit.Seed;

class DmarcTest {
  private static final DmarcSettings WALK = DmarcSettings.defaults();
  private static final String SUFFIXES = "com\nuk\nco.uk\n*.ck\n!www.ck\n// example\n";

  private static SpfOutcome spf(String result, String domain) {
    return new SpfOutcome(SpfResult.valueOf(result), domain, "default", "", "");
  }

  private static DkimVerdict dkim(String result, String domain) {
    HeaderField field = HeaderField.of("DKIM-Signature", "x");
    SignatureField signature = new SignatureField.Broken(field, domain, "s", "");
    return new DkimVerdict(DkimResult.valueOf(result), signature, false, "");
  }

  /// A check of mail that nobody answers for.
  private static DmarcOutcome fail(String author, Zone zone, DmarcSettings settings) {
    DmarcRequest request =
        new DmarcRequest(author, spf("FAIL", "other.example"), List.of(dkim("FAIL", author)));
    return Dmarc.check(request, settings, zone);
  }

  private static Zone zone(String... records) {
    Zone zone = new Zone();
    for (int i = 0; i < records.length; i += 2) {
      zone.text("_dmarc." + records[i], records[i + 1]);
    }
    return zone;
  }

  @ParameterizedTest
  @CsvSource({
    // record, author, SPF's domain, DKIM's domain, result
    "v=DMARC1; p=reject, example.com, example.com, other.example, PASS",
    "v=DMARC1; p=reject, example.com, a.example.com, other.example, PASS",
    "v=DMARC1; p=reject, a.example.com, b.example.com, other.example, PASS",
    "v=DMARC1; p=reject; aspf=s, example.com, a.example.com, other.example, FAIL",
    "v=DMARC1; p=reject; aspf=s, example.com, example.com, other.example, PASS",
    "v=DMARC1; p=reject, example.com, other.example, b.example.com, PASS",
    "v=DMARC1; p=reject; adkim=s, example.com, other.example, b.example.com, FAIL",
    "v=DMARC1; p=reject; adkim=s, example.com, other.example, EXAMPLE.com., PASS",
    "v=DMARC1; p=reject, example.com, notexample.com, com, FAIL",
    "v=DMARC1; p=reject, example.com, '', example.com.other.example, FAIL",
  })
  void aligns(String record, String author, String spf, String dkim, String result) {
    Zone zone = zone("example.com", record);
    DmarcRequest request = new DmarcRequest(author, spf("PASS", spf), List.of(dkim("PASS", dkim)));
    assertThat(Dmarc.check(request, WALK, zone).result()).hasToString(result);
    DmarcSettings listed = new DmarcSettings(PublicSuffixes.parse(SUFFIXES), 0);
    assertThat(Dmarc.check(request, listed, zone).result()).hasToString(result);
  }

  @ParameterizedTest
  @CsvSource({
    "v=DMARC1; p=reject, a.example.com, REJECT",
    "v=DMARC1; p=reject; sp=quarantine, example.com, REJECT",
    "v=DMARC1; p=reject; sp=quarantine, a.example.com, QUARANTINE",
    "v=DMARC1; p=none; sp=quarantine; np=reject, a.example.com, QUARANTINE",
    "v=DMARC1; p=none; sp=quarantine; np=reject, missing.example.com, REJECT",
    "v=DMARC1; p=none; np=reject, missing.example.com, REJECT",
    "v=DMARC1; p=reject; t=y, example.com, QUARANTINE",
    "v=DMARC1; p=quarantine; t=y, example.com, NONE",
    "v=DMARC1; p=none; np=reject; t=y, missing.example.com, QUARANTINE",
    "v=DMARC1; p=Reject; pct=0; t=n, example.com, REJECT",
    "v=DMARC1; rua=mailto:a@example.com, example.com, NONE",
    "v=DMARC1; p=x; rua=mailto:a@example.com, example.com, NONE",
    "v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com, example.com, NONE",
  })
  void wantsWhatIsPublished(String record, String author, String wanted) {
    Zone zone = zone("example.com", record).add("a.example.com", "A", "192.0.2.1");
    DmarcOutcome outcome = fail(author, zone, WALK);
    assertThat(outcome.result()).isEqualTo(DmarcResult.FAIL);
    assertThat(outcome.wanted()).hasToString(wanted);
    assertThat(outcome.policyDomain()).isEqualTo("example.com");
    assertThat(outcome.told().property("policy", "dmarc")).isEqualToIgnoringCase(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "v=DMARC1; p=x",
    "v=DMARC1",
    "p=reject; v=DMARC1",
    "v=DMARC2; p=reject",
    "v=dmarc1; p=none",
    "v=DMARC1; p=none; p=reject",
    "v=DMARC1; p=none; sp=x"
  })
  void whatIsNoPolicyIsNone(String record) {
    assertThat(fail("example.com", zone("example.com", record), WALK).result())
        .isEqualTo(DmarcResult.NONE);
    String good = "v=DMARC1; p=none";
    assertThat(fail("example.com", zone("example.com", good, "example.com", record), WALK).result())
        .isEqualTo(DmarcResult.FAIL);
    assertThat(fail("example.com", zone("example.com", good, "example.com", good), WALK).result())
        .isEqualTo(DmarcResult.NONE);
  }

  /// An organization below a public suffix, one that ends the walk, and one that is just the last.
  @ParameterizedTest
  @CsvSource({
    "a.b.example.com, v=DMARC1; p=none; psd=y, com, b.example.com, example.com",
    "a.b.example.com, v=DMARC1; p=none; psd=n, example.com, com, example.com",
    "a.b.example.com, v=DMARC1; p=none, example.com, com, example.com",
    "example.com, v=DMARC1; p=none; psd=y, example.com, com, example.com",
  })
  void findsTheOrganization(
      String start, String record, String at, String others, String organization) {
    Zone zone = zone(at, record);
    if (!others.equals("com")) {
      zone.text("_dmarc." + others, "v=DMARC1; p=none");
    }
    assertThat(TreeWalk.from(start, name -> TreeWalk.ask(name, zone)).organization())
        .isEqualTo(organization);
  }

  @Test
  void takesThePolicyOfThePublicSuffixWhereThereIsNoOther() {
    Zone zone = zone("bank.example", "v=DMARC1; p=none; sp=quarantine; np=reject; psd=y");
    assertThat(fail("gone.bank.example", zone, WALK).wanted()).isEqualTo(DmarcPolicy.REJECT);
    zone.text("_dmarc.my.bank.example", "v=DMARC1; p=none");
    DmarcOutcome outcome = fail("a.my.bank.example", zone, WALK);
    assertThat(outcome.policyDomain()).isEqualTo("my.bank.example");
    DmarcRequest neighbour =
        new DmarcRequest("my.bank.example", spf("PASS", "your.bank.example"), List.of());
    assertThat(Dmarc.check(neighbour, WALK, zone).result()).isEqualTo(DmarcResult.FAIL);
  }

  @Test
  void asksEightTimesAtMost() {
    Zone zone = new Zone();
    String author = "a.b.c.d.e.f.g.h.i.j.k.example.com";
    assertThat(fail(author, zone, WALK).result()).isEqualTo(DmarcResult.NONE);
    assertThat(zone.asked()).isEqualTo(8);
    zone.text("_dmarc.i.j.k.example.com", "v=DMARC1; p=reject");
    assertThat(fail(author, zone, WALK).policyDomain()).isEqualTo("i.j.k.example.com");
    Zone far = zone("g.h.i.j.k.example.com", "v=DMARC1; p=reject");
    assertThat(fail(author, far, WALK).policyDomain()).isEqualTo("g.h.i.j.k.example.com");
    Zone tooFar = zone("f.g.h.i.j.k.example.com", "v=DMARC1; p=reject");
    assertThat(fail(author, tooFar, WALK).result()).isEqualTo(DmarcResult.NONE);
  }

  @Test
  void asksNobodyWhoCanNotBeOfTheOrganization() {
    Zone zone = zone("example.com", "v=DMARC1; p=reject");
    List<DkimVerdict> signatures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      signatures.add(dkim("PASS", "a.b.c.d.e.f" + i + ".example.net"));
    }
    DmarcRequest request =
        new DmarcRequest("example.com", spf("PASS", "x.example.org"), signatures);
    assertThat(Dmarc.check(request, WALK, zone).result()).isEqualTo(DmarcResult.FAIL);
    assertThat(zone.asked()).isEqualTo(1);
    DmarcRequest neighbour = new DmarcRequest("example.com", spf("PASS", "a.other.com"), List.of());
    assertThat(Dmarc.check(neighbour, WALK, zone).result()).isEqualTo(DmarcResult.FAIL);
    assertThat(zone.asked()).isEqualTo(3); // and at com
  }

  /// The author's own policy holds whatever there is above; who is of its organization does not.
  @Test
  void isUnsureOfNeighboursAloneWhereDnsIsAway() {
    Zone zone = zone("example.com", "v=DMARC1; p=reject").breakDown("_dmarc.com", "TXT");
    assertThat(fail("example.com", zone, WALK).wanted()).isEqualTo(DmarcPolicy.REJECT);
    DmarcRequest own = new DmarcRequest("example.com", spf("PASS", "example.com"), List.of());
    assertThat(Dmarc.check(own, WALK, zone).result()).isEqualTo(DmarcResult.PASS);
    DmarcRequest below =
        new DmarcRequest("example.com", spf("PASS", "mail.example.com"), List.of());
    assertThat(Dmarc.check(below, WALK, zone).result()).isEqualTo(DmarcResult.TEMPERROR);
    assertThat(fail("mail.example.com", zone, WALK).result()).isEqualTo(DmarcResult.TEMPERROR);
  }

  @Test
  void isUnsureWhereDnsIs() {
    Zone zone = zone("example.com", "v=DMARC1; p=reject");
    DmarcRequest request =
        new DmarcRequest(
            "example.com", spf("FAIL", "example.com"), List.of(dkim("TEMPERROR", "example.com")));
    assertThat(Dmarc.check(request, WALK, zone))
        .extracting(DmarcOutcome::result, DmarcOutcome::wanted)
        .containsExactly(DmarcResult.TEMPERROR, DmarcPolicy.NONE);
    Zone broken = new Zone().breakDown("_dmarc.example.com", "TXT");
    assertThat(fail("example.com", broken, WALK).result()).isEqualTo(DmarcResult.TEMPERROR);
  }

  /// RFC 7489 §6.6.4, which RFC 9989 has no more
  @ParameterizedTest
  @CsvSource({"29, REJECT", "30, QUARANTINE"})
  void bySuffixesAPolicyMayHoldForAPart(int sample, String wanted) {
    Zone zone = zone("example.co.uk", "v=DMARC1; p=reject; pct=30; t=y");
    DmarcSettings listed = new DmarcSettings(PublicSuffixes.parse(SUFFIXES), sample);
    assertThat(fail("a.b.example.co.uk", zone, listed).wanted()).hasToString(wanted);
    assertThat(zone.asked()).isEqualTo(2);
    Zone suffix = zone("co.uk", "v=DMARC1; p=reject");
    assertThat(fail("example.co.uk", suffix, listed).result()).isEqualTo(DmarcResult.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a@example.com`, example.com",
        "` \"x, y\" <a@EXAMPLE.com> (a <b@c.example>)`, example.com",
        "`Group: a@example.com, \"b@x\"@example.com;`, example.com",
        "`evil@bad.example <a@example.com>`, example.com",
        "`=?utf-8?q?a=40bad?= <@r.example,@s.example:a@bücher.example>`, xn--bcher-kva.example",
        "`\"a@bad.example\"@example.com`, example.com",
        "`a@example.com, b@other.example`, ",
        "`<a@example.com> <b@other.example>`, ",
        "`a@example.com b@other.example`, ",
        "`a@[192.0.2.1]..`, ",
        "`nobody`, ",
        "``, ",
        "`<>`, ",
        "`@example.com`, ",
        "`(`, ",
        "`\"`, ",
        "`\"a\\`, ",
        "`<\"`, ",
      })
  void findsTheAuthor(String value, String domain) {
    AuthorDomain author = AuthorDomain.of(List.of(from(value)));
    if (domain == null) {
      assertThat(author).isInstanceOf(AuthorDomain.Unclear.class);
    } else {
      assertThat(author).isEqualTo(new AuthorDomain.One(domain));
    }
  }

  private static HeaderField from(String value) {
    return new HeaderField("From", ("From: " + value + "\r\n").getBytes(UTF_8));
  }

  @Test
  void severalFromFieldsAreUnclear() {
    HeaderField from = from("a@example.com");
    assertThat(AuthorDomain.of(List.of(from, from)))
        .isEqualTo(new AuthorDomain.Unclear(List.of("example.com"), "there are 2 From fields"));
    assertThat(AuthorDomain.of(List.of())).isInstanceOf(AuthorDomain.Unclear.class);
  }

  @Test
  void anyRecordAndAuthorGivesAResult() {
    Seed.repeat(
        3_000,
        random -> {
          Zone zone = zone("example.com", "v=DMARC1;" + junk(random), "com", junk(random));
          String author = random.nextBoolean() ? "a.example.com" : junk(random);
          assertThat(fail(author, zone, WALK)).isNotNull();
          assertThat(AuthorDomain.of(List.of(from(junk(random))))).isNotNull();
        });
  }

  private static String junk(RandomGenerator random) {
    String[] parts = {
      "p=", "reject", "none", ";", "sp=", "np=", "t=", "psd=", "y", "n", "u", "rua=", "mailto:",
          ",",
      "v=DMARC1", " ", "\0", "é", ".", "example.com", "@", "<", ">", "\"", "(", ")", "\\", ":"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
