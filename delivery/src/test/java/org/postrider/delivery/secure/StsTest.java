// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.secure.StsPolicy.Mode;
import org.postrider.plugins.api.Lookup;
import org.postrider.testkit.ManualClock;

/// When a policy is fetched, for how long it holds, and what is left of it after a restart; with
/// records and pages that a test says, and a clock that it turns.
final class StsTest implements Lookup {
  private static final String ENFORCE = "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: ";
  private static final String NONE = "version: STSv1\nmode: none\nmax_age: 86400\n";

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private @Nullable Sts nested;

  private Sts open() throws IOException {
    return new Sts(StsStore.open(folder), this, this::fetch, clock, Runnable::run);
  }

  private String fetch(String host, List<InetAddress> addresses) throws IOException {
    fetched.add(host.substring("mta-sts.".length()));
    Sts busy = nested;
    if (busy != null) {
      busy.policy("d" + fetched.size() + ".example"); // before this one is done
    }
    String page = pages.get(host);
    if (page == null) {
      throw new IOException("nobody there");
    }
    return page;
  }

  private void publish(String domain, String id, String policy) {
    ids.put("_mta-sts." + domain, id);
    pages.put("mta-sts." + domain, policy);
  }

  @Override
  public List<String> texts(String name) throws IOException {
    String id = ids.get(name);
    if ("unsure".equals(id)) {
      throw new IOException("cannot look up " + name);
    }
    return id == null ? List.of() : List.of("v=STSv1; id=" + id);
  }

  @Override
  public List<InetAddress> addresses(String name) {
    return List.of(InetAddress.getLoopbackAddress());
  }

  @Override
  public List<Inet4Address> addresses4(String name) {
    return List.of();
  }

  @Override
  public List<String> names(InetAddress address) {
    return List.of();
  }

  @Override
  public List<String> exchangers(String name) {
    return List.of();
  }

  private static Mode mode(Sts sts, String domain) throws IOException {
    StsPolicy policy = sts.policy(domain);
    return policy == null ? Mode.NONE : policy.mode();
  }

  @Test
  void isFetchedOnceForEachId() throws Exception {
    Sts sts = open();
    publish("x.example", "1", ENFORCE + "86400");
    assertThat(mode(sts, "x.example")).isEqualTo(Mode.ENFORCE);
    assertThat(mode(sts, "x.example")).isEqualTo(Mode.ENFORCE);
    assertThat(fetched).hasSize(1);
    publish("x.example", "2", NONE);
    assertThat(mode(sts, "x.example")).isEqualTo(Mode.NONE);
    assertThat(fetched).hasSize(2);
    assertThat(mode(sts, "other.example")).isEqualTo(Mode.NONE);
    assertThat(fetched).as("no record, no fetch").hasSize(2);
  }

  @Test
  void holdsWithoutRecordAndWithoutHostUntilItRunsOut() throws Exception {
    Sts sts = open();
    publish("x.example", "1", ENFORCE + "604800");
    sts.policy("x.example");
    pages.clear();
    for (String record : List.of("", "unsure", "2")) {
      ids.put("_mta-sts.x.example", record);
      clock.advance(Duration.ofDays(2));
      assertThat(mode(sts, "x.example")).as(record).isEqualTo(Mode.ENFORCE);
    }
    assertThat(mode(open(), "x.example")).as("after a restart").isEqualTo(Mode.ENFORCE);
    clock.advance(Duration.ofDays(1));
    assertThat(sts.policy("x.example")).isNull();
    assertThat(open().policy("x.example")).isNull();
  }

  @Test
  void isRefreshedEachDayWhateverItsRecordSays() throws Exception {
    Sts sts = open();
    publish("x.example", "1", ENFORCE + "172800");
    for (int day = 0; day < 10; day++) {
      assertThat(mode(sts, "x.example")).isEqualTo(Mode.ENFORCE);
      clock.advance(Duration.ofHours(25));
    }
    assertThat(fetched).hasSize(10);
  }

  @Test
  void isRefreshedWithoutMailForItsDomain() throws Exception {
    Sts sts = open();
    publish("quiet.example", "1", ENFORCE + "172800");
    sts.policy("quiet.example");
    for (int day = 0; day < 5; day++) {
      clock.advance(Duration.ofHours(25));
      sts.policy("other.example");
    }
    assertThat(fetched).hasSize(6).containsOnly("quiet.example");
    assertThat(mode(sts, "quiet.example")).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void aFailureIsNotRepeatedForAWhile() throws Exception {
    Sts sts = open();
    ids.put("_mta-sts.x.example", "1");
    for (int i = 0; i < 10; i++) {
      assertThat(sts.policy("x.example")).isNull();
    }
    assertThat(fetched).hasSize(1);
    publish("x.example", "2", ENFORCE + "86400");
    assertThat(mode(sts, "x.example")).as("another id").isEqualTo(Mode.ENFORCE);
    ids.put("_mta-sts.y.example", "1");
    assertThat(sts.policy("y.example")).isNull();
    publish("y.example", "1", ENFORCE + "86400");
    assertThat(sts.policy("y.example")).isNull();
    clock.advance(Sts.REST.plusSeconds(1));
    assertThat(mode(sts, "y.example")).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void onlySoManyAreFetchedAtOnce() throws Exception {
    Sts sts = open();
    for (int i = 0; i < 300; i++) {
      ids.put("_mta-sts.d" + i + ".example", "1");
    }
    nested = sts;
    assertThat(sts.policy("d0.example")).isNull();
    assertThat(fetched).as("and mail for the next waits").hasSize(Sts.MOST_AT_ONCE);
    nested = null;
    publish("d250.example", "1", ENFORCE + "86400");
    assertThat(mode(sts, "d250.example")).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void whatIsServedAndIsNoPolicyChangesNothing() throws Exception {
    Sts sts = open();
    publish("x.example", "1", ENFORCE + "604800");
    sts.policy("x.example");
    publish("x.example", "2", "<html>");
    assertThat(mode(sts, "x.example")).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void isBounded() throws Exception {
    StsStore store = StsStore.open(folder, 3);
    StsPolicy policy = StsPolicy.parse(ENFORCE + "86400").orElseThrow();
    for (int i = 1; i <= 5; i++) {
      clock.advance(Duration.ofSeconds(1));
      store.keep(i + ".example", new StsStore.Kept(policy, "1", clock.instant()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("3.example", "4.example", "5.example");
    }
    assertThat(store.find("2.example", clock.instant())).isNull();
    assertThat(store.find("5.example", clock.instant())).isNotNull();
  }

  @Test
  void isBoundedInCharactersToo() throws Exception {
    StsStore store = StsStore.open(folder);
    List<String> mx = Collections.nCopies(4_000, "a".repeat(200) + ".example");
    StsPolicy large = new StsPolicy(Mode.ENFORCE, mx, Duration.ofDays(1));
    long each = new StsStore.Kept(large, "1", clock.instant()).size();
    for (int i = 0; i < 2 * StsStore.MOST_CHARACTERS / each; i++) {
      clock.advance(Duration.ofSeconds(1));
      store.keep("x" + i + ".example", new StsStore.Kept(large, "1", clock.instant()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.count()).isEqualTo(StsStore.MOST_CHARACTERS / each);
    }
  }

  @Test
  void damagedFilesMeanNothing() throws Exception {
    Files.writeString(folder.resolve("a.example"), "postrider-id: 1\npostrider-fetched: 2026");
    Files.writeString(
        folder.resolve("b.example"),
        "postrider-id: 1\npostrider-fetched: yesterday\n" + ENFORCE + "86400");
    Files.writeString(folder.resolve("README"), "not ours");
    Sts sts = open();
    assertThat(sts.policy("a.example")).isNull();
    assertThat(sts.policy("b.example")).isNull();
    publish("a.example", "2", ENFORCE + "86400");
    sts.policy("a.example");
    pages.clear();
    assertThat(mode(open(), "a.example")).as("mended").isEqualTo(Mode.ENFORCE);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void whatIsNoDomainHasNone() throws Exception {
    Sts sts = open();
    for (String each : List.of("[192.0.2.1]", "../x", "", "a/b", ".part")) {
      assertThat(sts.policy(each)).isNull();
    }
    assertThat(fetched).isEmpty();
  }
}
