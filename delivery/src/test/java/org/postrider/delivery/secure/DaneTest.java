// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postrider.delivery.TestAuthority;
import org.postrider.delivery.TestAuthority.Issued;
import org.postrider.delivery.secure.Demand.Dane;
import org.postrider.smtp.protocol.reply.Reply;

/// Which certificates fit which TLSA records.
final class DaneTest {
  private static final String BASE = "mx.to.example";
  private static final Instant NOW = Instant.now();

  private static String data(X509Certificate certificate, int selector, int matching)
      throws Exception {
    byte[] part =
        selector == 0 ? certificate.getEncoded() : certificate.getPublicKey().getEncoded();
    byte[] given =
        switch (matching) {
          case 1 -> MessageDigest.getInstance("SHA-256").digest(part);
          case 2 -> MessageDigest.getInstance("SHA-512").digest(part);
          default -> part;
        };
    return HexFormat.of().formatHex(given);
  }

  private static Tlsa tlsa(int usage, int selector, int matching, X509Certificate certificate)
      throws Exception {
    return new Tlsa(usage, selector, matching, data(certificate, selector, matching));
  }

  private static @Nullable String refusal(Issued shown, Tlsa... records) {
    return refusal(shown, NOW, records);
  }

  private static @Nullable String refusal(Issued shown, Instant now, Tlsa... records) {
    Dane dane = new Dane("_25._tcp." + BASE, List.of(records), List.of(BASE, "to.example"));
    Reply reply = dane.refusal(shown.chain(), now);
    return reply == null ? null : reply.toString();
  }

  @TestFactory
  Stream<DynamicTest> everySelectorAndMatchingTypeOfBothUsages() throws Exception {
    TestAuthority authority = TestAuthority.open("authority");
    Issued right = authority.issue(BASE);
    Issued other = TestAuthority.open("authority").issue(BASE);
    List<DynamicTest> tests = new ArrayList<>();
    for (int selector = 0; selector <= 1; selector++) {
      for (int matching = 0; matching <= 2; matching++) {
        Tlsa leaf = tlsa(3, selector, matching, right.leaf());
        Tlsa anchor = tlsa(2, selector, matching, authority.certificate());
        String kind = " " + selector + " " + matching;
        tests.add(
            DynamicTest.dynamicTest(
                "3" + kind,
                () -> {
                  assertThat(leaf.isUsable()).isTrue();
                  assertThat(refusal(right, leaf)).isNull();
                  assertThat(refusal(other, leaf)).contains("4.7.5").contains("fits none of them");
                }));
        tests.add(
            DynamicTest.dynamicTest(
                "2" + kind,
                () -> {
                  assertThat(anchor.isUsable()).isTrue();
                  assertThat(refusal(right, anchor)).isNull();
                  assertThat(refusal(other, anchor)).contains("4.7.5");
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void anEndEntityNeedsNeitherNameNorDate() throws Exception {
    TestAuthority authority = TestAuthority.open("authority");
    for (Issued each :
        List.of(
            authority.expired(BASE),
            authority.issue("elsewhere.example"),
            authority.issue(BASE).alone())) {
      assertThat(refusal(each, tlsa(3, 1, 1, each.leaf()))).isNull();
    }
  }

  @Test
  void aTrustAnchorNeedsBoth() throws Exception {
    TestAuthority authority = TestAuthority.open("authority");
    Tlsa anchor = tlsa(2, 0, 1, authority.certificate());
    assertThat(refusal(authority.issue("to.example"), anchor)).as("next-hop domain").isNull();
    assertThat(refusal(authority.issue("*.to.example"), anchor)).isNull();
    assertThat(refusal(authority.issue("elsewhere.example"), anchor))
        .contains("for none of the names mx.to.example, to.example");
    assertThat(refusal(authority.issue("*.example"), anchor))
        .as("fits to.example, by its whole first label")
        .isNull();
    assertThat(refusal(authority.issue("m*.to.example"), anchor)).contains("none of the names");
    assertThat(refusal(authority.expired(BASE), anchor)).contains("4.7.5");
    Instant later = NOW.plus(Duration.ofDays(31));
    assertThat(refusal(authority.issue(BASE), later, anchor)).as("all expired").isNotNull();
  }

  @Test
  void aTrustAnchorHasToBeShownUnlessDnsHoldsIt() throws Exception {
    TestAuthority authority = TestAuthority.open("authority");
    Issued alone = authority.issue(BASE).alone();
    assertThat(refusal(alone, tlsa(2, 0, 1, authority.certificate())))
        .contains("none of the certificates shown is the trust anchor");
    assertThat(refusal(alone, tlsa(2, 0, 0, authority.certificate()))).isNull();
    assertThat(refusal(alone, tlsa(2, 1, 0, authority.certificate()))).isNull();
    assertThat(refusal(alone, tlsa(2, 1, 0, TestAuthority.open("authority").certificate())))
        .isNotNull();
    assertThat(refusal(alone, tlsa(2, 0, 1, alone.leaf())))
        .as("the host's own certificate is no authority")
        .isNotNull();
  }

  @Test
  void oneRecordThatFitsWillDo() throws Exception {
    TestAuthority authority = TestAuthority.open("authority");
    Issued right = authority.issue(BASE);
    Issued old = authority.issue(BASE);
    assertThat(refusal(right, tlsa(3, 1, 1, old.leaf()), tlsa(3, 1, 1, right.leaf()))).isNull();
    assertThat(refusal(right, tlsa(3, 1, 1, old.leaf()), tlsa(2, 0, 1, authority.certificate())))
        .isNull();
  }

  @Test
  void aWeakerDigestCountsOnlyByItself() throws Exception { // RFC 7671 §9
    Issued right = TestAuthority.open("authority").issue(BASE);
    Issued other = TestAuthority.open("authority").issue(BASE);
    Tlsa weak = tlsa(3, 1, 1, right.leaf());
    assertThat(refusal(right, weak, tlsa(3, 1, 2, other.leaf()))).isNotNull();
    assertThat(refusal(right, weak, tlsa(3, 0, 2, other.leaf()))).as("other selector").isNull();
    assertThat(refusal(right, weak, new Tlsa(3, 1, 2, "00"))).as("malformed").isNull();
    assertThat(refusal(right, tlsa(3, 1, 0, right.leaf()), tlsa(3, 1, 2, other.leaf())))
        .as("a whole key is not outdone")
        .isNull();
  }

  @Test
  void whatCannotBeUsedProvesNothingAndAsksForTls() throws Exception {
    Issued any = TestAuthority.open("authority").issue("anything.example");
    X509Certificate leaf = any.leaf();
    List<Tlsa> useless =
        List.of(
            tlsa(0, 0, 1, leaf),
            tlsa(1, 1, 1, leaf),
            new Tlsa(4, 1, 1, data(leaf, 1, 1)),
            new Tlsa(3, 2, 1, data(leaf, 1, 1)),
            new Tlsa(3, 1, 3, data(leaf, 1, 1)),
            new Tlsa(3, 1, 1, data(leaf, 1, 2)),
            new Tlsa(3, 1, 2, data(leaf, 1, 1)),
            new Tlsa(3, 1, 0, ""),
            new Tlsa(2, 0, 0, "3000"));
    for (Tlsa each : useless) {
      assertThat(each.isUsable()).as(each.toString()).isFalse();
      assertThat(refusal(any, each)).as(each.toString()).isNull();
    }
    assertThat(new Dane("_25._tcp." + BASE, useless, List.of()).isUsable()).isFalse();
    assertThat(new Dane("_25._tcp." + BASE, useless, List.of()).word())
        .isEqualTo("unauthenticated");
  }

  @Test
  void sessionsAreSharedWhereTheSameIsProved() throws Exception {
    Tlsa leaf = tlsa(3, 1, 1, TestAuthority.open("authority").issue(BASE).leaf());
    Tlsa anchor = new Tlsa(2, 0, 1, "00".repeat(32));
    assertThat(new Dane("b", List.of(leaf), List.of("b", "one.example")).key())
        .isEqualTo(new Dane("b", List.of(leaf), List.of("b", "two.example")).key());
    assertThat(new Dane("b", List.of(anchor), List.of("b", "one.example")).key())
        .isNotEqualTo(new Dane("b", List.of(anchor), List.of("b", "two.example")).key());
  }
}
