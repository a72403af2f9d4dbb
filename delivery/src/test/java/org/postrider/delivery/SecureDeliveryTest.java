// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.delivery.SecureWorld.GOOD;
import static org.postrider.delivery.SecureWorld.LATE;
import static org.postrider.delivery.SecureWorld.PLAIN;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.Route.Fingerprint;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;

/// What comes of mail for domains in all kinds of situations, with real signed zones, real hosts
/// that speak TLS, and real hosts of policies: a row for each.
final class SecureDeliveryTest {
  private static final String SRV = "cannot be looked up securely now";

  @TempDir private static Path folder;
  private static SecureWorld world;
  private static final List<SecureRow> rows = new ArrayList<>();
  private static List<Told.Attempted> told = List.of();
  private static SecureRow shared;
  private static SecureRow sharing;

  private static SecureRow row(String name) {
    return row(name, GOOD);
  }

  private static SecureRow row(String name, String zone) {
    SecureRow row = new SecureRow(world, name, zone);
    rows.add(row);
    return row;
  }

  @BeforeAll
  static void sendToAll() throws Exception {
    world = new SecureWorld(folder);
    endEntities();
    trustAnchors();
    troubledRecords();
    insecure();
    aliases();
    policies();
    policyHosts();
    policiesAndDane();
    routes();
    sharing();
    world.start();
    DeliverySettings settings = world.settings(rows.stream().map(SecureRow::route).toList());
    try (Rig rig = Rig.open(settings, world.policyPort())) {
      for (SecureRow each : rows) {
        rig.send("a@from.example", ConversationTest.CONTENT, "b@" + each.domain);
      }
      told = rig.awaitAttempts(rows.size());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> whatComesOfIt() {
    assertThat(rows).hasSizeGreaterThan(50);
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name, () -> check(row)));
  }

  private static void check(SecureRow row) {
    Told.Attempted ended =
        told.stream()
            .filter(each -> each.recipient().domain().text().equals(row.domain))
            .findFirst()
            .orElseThrow();
    if (ended.ending() == Told.Ending.DELIVERED) {
      assertThat("DELIVERED " + ended.security()).isEqualTo(row.expected);
      assertThat(ended.tls().isEmpty()).isEqualTo(ended.security().equals("none"));
    } else {
      assertThat(row.expected).startsWith(ended.ending() + " ");
      String reason = row.expected.substring(row.expected.indexOf(' ') + 1);
      assertThat(ended.reason()).contains(reason.split("\\.\\.\\."));
      assertThat(ended.reason().split(" ")[1]).startsWith("4.");
    }
  }

  /// Mail for a domain without a policy opens a session first; the other's does not ride on it.
  @Test
  void twoDomainsWithTheSameHost() throws Exception {
    try (Rig rig = Rig.open(world.settings(List.of(shared.route(), sharing.route())), port())) {
      List<String> order = List.of(sharing.domain, shared.domain, sharing.domain, shared.domain);
      for (int i = 0; i < order.size(); i++) {
        rig.send("a@from.example", ConversationTest.CONTENT, "b@" + order.get(i));
        rig.awaitAttempts(i + 1);
      }
      assertThat(rig.attempts())
          .extracting(Told.Attempted::security)
          .containsExactly("unauthenticated", "mta-sts", "unauthenticated", "mta-sts");
      assertThat(shared.recipients())
          .containsExactly(
              "1 <b@sharing.good.test>",
              "2 <b@shared.good.test>",
              "1 <b@sharing.good.test>",
              "2 <b@shared.good.test>");
    }
  }

  private static int port() {
    return world.policyPort();
  }

  private static void sharing() throws Exception {
    shared = new SecureRow(world, "shared", GOOD);
    shared.trusted().mx().policy("enforce", shared.host());
    sharing = new SecureRow(world, "sharing", GOOD).sharing(shared);
    sharing.record(sharing.domain + " MX 10 " + shared.host() + ".");
  }

  private static void endEntities() throws Exception {
    row("nothing").stranger().mx().delivered("unauthenticated");
    row("nothing-clear").clear().mx().delivered("none");
    for (int selector = 0; selector <= 1; selector++) {
      for (int matching = 0; matching <= 2; matching++) {
        String name = "ee-" + selector + "-" + matching;
        row(name).stranger().mx().tlsa(3, selector, matching).delivered("dane");
      }
    }
    row("ee-wrong").trusted().mx().wrongTlsa().deferred("454 4.7.5 DANE...fits none of them");
    row("ee-old-and-new").stranger().mx().wrongTlsa().tlsa(3, 1, 1).delivered("dane");
    row("ee-expired").expired().mx().tlsa(3, 1, 1).delivered("dane");
    row("ee-other-name").trusted("elsewhere.example").mx().tlsa(3, 0, 2).delivered("dane");
    row("ee-clear").clear().mx().tlsa(3, 1, 1).deferred("4.7.4 DANE...does not offer TLS");
  }

  private static void trustAnchors() throws Exception {
    row("ta-0-1").stranger().mx().tlsa(2, 0, 1).delivered("dane");
    row("ta-1-2").stranger().mx().tlsa(2, 1, 2).delivered("dane");
    row("ta-0-0").stranger().mx().tlsa(2, 0, 0).delivered("dane");
    SecureRow byDomain = row("ta-domain");
    byDomain.shows(world.stranger.issue(byDomain.domain)).mx().tlsa(2, 0, 1).delivered("dane");
    row("ta-wildcard").trusted("*.ta-wildcard.good.test").mx().tlsa(2, 0, 1).delivered("dane");
    row("ta-other-name")
        .trusted("elsewhere.example")
        .mx()
        .tlsa(2, 0, 1)
        .deferred("4.7.5 DANE...none of the names mx.ta-other-name.good.test");
    row("ta-expired").expired().mx().tlsa(2, 0, 1).deferred("4.7.5 DANE");
    SecureRow alone = row("ta-not-shown");
    alone.shows(world.stranger.issue(alone.host())).mx();
    String data = alone.data(2, 0, 1);
    alone.shows(world.stranger.issue(alone.host()).alone());
    alone
        .record(alone.tlsaName(alone.host()) + " TLSA 2 0 1 " + data)
        .deferred("4.7.5 DANE...none of the certificates shown is the trust anchor");
  }

  private static void troubledRecords() throws Exception {
    SecureRow bogus = row("bogus").trusted().mx().tlsa(3, 1, 1).deferred("4.7.5 DANE..." + SRV);
    world.forge(bogus.data(3, 1, 1));
    row("servfail").trusted().mx().deferred("4.7.5 DANE..." + SRV);
    row("stale", LATE).trusted().mx().deferred("451 4.4.3");
    SecureRow unusable = row("unusable").stranger().mx();
    unusable
        .record(unusable.tlsaName(unusable.host()) + " TLSA 1 1 1 " + "ab".repeat(32))
        .delivered("unauthenticated");
    SecureRow clear = row("unusable-clear").clear().mx();
    clear
        .record(clear.tlsaName(clear.host()) + " TLSA 3 1 9 abcd")
        .deferred("4.7.4 DANE...does not offer TLS");
    SecureRow second = row("second-host").stranger().wrongTlsa().tlsaAt("b.good.test", 3, 1, 1);
    second
        .mx()
        .record(second.domain + " MX 20 b.good.test.")
        .record("b.good.test A 127.0.0.1")
        .delivered("dane");
    row("agility")
        .stranger()
        .mx()
        .tlsa(3, 1, 1)
        .record(
            "_"
                + rows.getLast().port()
                + "._tcp.mx.agility.good.test TLSA 3 1 2 "
                + "ab".repeat(64))
        .deferred("fits none of them");
  }

  private static void insecure() throws Exception {
    row("all", PLAIN).stranger().mx().wrongTlsa().delivered("unauthenticated");
    SecureRow host = row("host").stranger();
    host.record(host.domain + " MX 10 mx.host.plain.test.")
        .record("mx.host.plain.test A 127.0.0.1")
        .record(host.tlsaName("mx.host.plain.test") + " TLSA 3 1 1 " + "ab".repeat(32))
        .delivered("unauthenticated");
    SecureRow domain = row("domain", PLAIN).stranger();
    domain
        .record(domain.domain + " MX 10 mx.domain.good.test.")
        .record("mx.domain.good.test A 127.0.0.1")
        .record(domain.tlsaName("mx.domain.good.test") + " TLSA 3 1 1 " + "ab".repeat(32))
        .delivered("unauthenticated");
  }

  private static void aliases() throws Exception {
    SecureRow implicit = row("no-mx").stranger();
    implicit
        .record(implicit.domain + " A 127.0.0.1")
        .tlsaAt(implicit.domain, 3, 1, 1)
        .delivered("dane");
    SecureRow secure = row("alias").stranger();
    secure
        .record(secure.domain + " MX 10 " + secure.host() + ".")
        .record(secure.host() + " CNAME end.alias.good.test.")
        .record("end.alias.good.test A 127.0.0.1")
        .tlsaAt("end.alias.good.test", 3, 1, 1)
        .wrongTlsa()
        .delivered("dane");
    SecureRow insecure = row("alias-out").stranger();
    insecure
        .record(insecure.domain + " MX 10 " + insecure.host() + ".")
        .record(insecure.host() + " CNAME end.alias.plain.test.")
        .record("end.alias.plain.test A 127.0.0.1")
        .tlsa(3, 1, 1)
        .delivered("dane");
    SecureRow records = row("alias-of-records").stranger().mx();
    records
        .record(records.tlsaName(records.host()) + " CNAME common.alias-of-records.good.test.")
        .record("common.alias-of-records.good.test TLSA 2 0 1 " + records.data(2, 0, 1))
        .delivered("dane");
  }

  private static void policies() throws Exception {
    row("sts", PLAIN).trusted().mx().policy("enforce", "mx.sts.plain.test").delivered("mta-sts");
    row("sts-wildcard")
        .trusted()
        .mx()
        .policy("enforce", "*.sts-wildcard.good.test")
        .delivered("mta-sts");
    row("sts-other-mx")
        .trusted()
        .mx()
        .policy("enforce", "mail.other.example")
        .deferred("454 4.7.0 the MTA-STS policy...mx.sts-other-mx.good.test is none of the hosts");
    row("sts-stranger")
        .stranger()
        .mx()
        .policy("enforce", "mx.sts-stranger.good.test")
        .deferred("454 4.7.5 the MTA-STS policy...no TLS with the host");
    row("sts-other-name")
        .trusted("elsewhere.example")
        .mx()
        .policy("enforce", "mx.sts-other-name.good.test")
        .deferred("4.7.5 the MTA-STS policy");
    row("sts-expired")
        .expired()
        .mx()
        .policy("enforce", "mx.sts-expired.good.test")
        .deferred("4.7.5 the MTA-STS policy");
    row("sts-clear")
        .clear()
        .mx()
        .policy("enforce", "mx.sts-clear.good.test")
        .deferred("4.7.4 the MTA-STS policy...does not offer TLS");
    row("sts-testing")
        .stranger()
        .mx()
        .policy("testing", "mail.other.example")
        .delivered("unauthenticated");
    row("sts-none").clear().mx().policy("none").delivered("none");
    SecureRow above = row("sub.sts").stranger().mx().delivered("unauthenticated");
    world.record("_mta-sts.sts.good.test TXT \"v=STSv1; id=1;\"");
    world.record("mta-sts.sts.good.test A 127.0.0.1");
    world.serve("sts.good.test", above.text("enforce", "mail.other.example"));
  }

  private static void policyHosts() throws Exception {
    Instant lately = Instant.now().minus(Duration.ofHours(1));
    Instant longAgo = Instant.now().minus(Duration.ofHours(25));
    row("down").stranger().mx().sts("127.0.0.3").delivered("unauthenticated");
    row("down-known")
        .stranger()
        .mx()
        .sts("127.0.0.3")
        .remembered(lately, "enforce", "*.good.test")
        .deferred("4.7.0 the MTA-STS policy");
    row("down-run-out")
        .stranger()
        .mx()
        .sts("127.0.0.3")
        .remembered(longAgo, "enforce", "*.good.test")
        .delivered("unauthenticated");
    row("no-record-known")
        .stranger()
        .mx()
        .remembered(lately, "enforce", "mx.no-record-known.good.test")
        .deferred("4.7.5");
    row("changed")
        .stranger()
        .mx()
        .remembered(lately, "enforce", "*.good.test")
        .policy("none")
        .delivered("unauthenticated");
    SecureRow unsaid = row("no-record").stranger().mx().policyHost("127.0.0.1");
    world.serve(unsaid.domain, unsaid.text("enforce", "mail.other.example"));
    unsaid.delivered("unauthenticated");
    row("forged-host").stranger().mx().sts("127.0.0.2").delivered("unauthenticated");
    row("misnamed-host").stranger().mx().sts("127.0.0.4").delivered("unauthenticated");
    served("html", "200", "text/html", rows.getLast().text("enforce", "mail.other.example"));
    served("missing", "404", "text/plain", rows.getLast().text("enforce", "mail.other.example"));
    served("moved", "302", "text/plain", "https://mta-sts.sts.good.test/.well-known/mta-sts.txt");
    served("garbage", "200", "text/plain", "version: STSv1\nmode: enforce\n");
    served("large", "200", "text/plain", "x: y\n".repeat(20_000));
  }

  private static void served(String name, String code, String type, String text) throws Exception {
    SecureRow row = row("sts-" + name).stranger().mx().sts("127.0.0.1");
    world.serve(row.domain, code, type, text);
    row.delivered("unauthenticated");
  }

  private static void policiesAndDane() throws Exception {
    row("both")
        .stranger()
        .mx()
        .tlsa(3, 1, 1)
        .policy("enforce", "mail.other.example")
        .delivered("dane");
    row("both-dane-fails")
        .trusted()
        .mx()
        .wrongTlsa()
        .policy("enforce", "mx.both-dane-fails.good.test")
        .deferred("4.7.5 DANE");
    SecureRow unusable = row("both-unusable").stranger().mx();
    unusable
        .record(unusable.tlsaName(unusable.host()) + " TLSA 1 1 1 " + "ab".repeat(32))
        .policy("enforce", unusable.host())
        .deferred("4.7.5 the MTA-STS policy");
  }

  private static void routes() throws Exception {
    row("dane").stranger().mx().tlsa(3, 1, 1).by(Tls.DANE).delivered("dane");
    row("dane-none")
        .trusted()
        .mx()
        .by(Tls.DANE)
        .deferred("454 4.7.4 the route demands DANE...has no secure TLSA records");
    row("dane-plain", PLAIN)
        .trusted()
        .mx()
        .wrongTlsa()
        .by(Tls.DANE)
        .deferred("the route demands DANE...DNSSEC does not prove the mail exchangers");
    SecureRow unusable = row("dane-unusable").trusted().mx().by(Tls.DANE);
    unusable
        .record(unusable.tlsaName(unusable.host()) + " TLSA 0 0 1 " + "ab".repeat(32))
        .deferred("the route demands DANE...none of the TLSA records");
    row("may").trusted().mx().wrongTlsa().by(Tls.MAY).delivered("unauthenticated");
    row("encrypt").clear().mx().by(Tls.ENCRYPT).deferred("4.7.4");
    row("verify").trusted().mx().wrongTlsa().by(Tls.VERIFY).delivered("verify");
    row("verify-stranger").stranger().mx().by(Tls.VERIFY).deferred("4.7.5");
    SecureRow whole = row("pin-certificate").expired().mx();
    whole.by(Tls.pinned(Set.of(new Fingerprint(whole.data(3, 0, 1))))).delivered("fingerprint");
    SecureRow key = row("pin-key").stranger().mx();
    key.by(Tls.pinned(Set.of(new Fingerprint(key.data(3, 1, 1)), new Fingerprint("ab".repeat(32)))))
        .delivered("fingerprint");
    SecureRow other = row("pin-other").trusted().mx();
    other
        .by(Tls.pinned(Set.of(new Fingerprint("ab".repeat(32)))))
        .deferred("4.7.5 the fingerprints of the route...key " + other.data(3, 1, 1));
    row("pin-clear")
        .clear()
        .mx()
        .by(Tls.pinned(Set.of(new Fingerprint("ab".repeat(32)))))
        .deferred("4.7.4 the fingerprints of the route...does not offer TLS");
  }
}
