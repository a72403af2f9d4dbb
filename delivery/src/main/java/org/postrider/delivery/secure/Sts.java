// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Lookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The MTA-STS policies of recipients' domains: found by DNS, fetched by HTTPS, kept until they run
/// out. Any thread that may block.
///
/// @rfc 8461 §5.1
public final class Sts {
  /// Octets of a policy.
  public static final int MOST_OCTETS = 64 << 10;

  /// How long after its fetch a policy is fetched again, whatever its record says.
  static final Duration REFRESH = Duration.ofDays(1);

  /// How long nobody is asked again after a policy could not be fetched.
  static final Duration REST = Duration.ofMinutes(5);

  /// How often policies are looked for that have to be fetched again without mail for them.
  private static final Duration ROUND = Duration.ofHours(1);

  private static final int MOST_A_ROUND = 500;
  private static final int MOST_FAILURES = 10_000;

  /// Policies fetched at once.
  static final int MOST_AT_ONCE = 200;

  private static final Logger log = LoggerFactory.getLogger(Sts.class);

  /// Fetches what a policy host serves.
  @FunctionalInterface
  public interface Fetch {
    /// The text at `https://HOST/.well-known/mta-sts.txt`, from one of these addresses. An
    /// `IOException` says why there is none. Blocks, for a bounded time.
    String policy(String host, List<InetAddress> addresses) throws IOException;
  }

  private record Version(String domain, String id) {}

  private final StsStore store;
  private final Lookup dns;
  private final Fetch fetch;
  private final InstantSource clock;
  private final Executor executor;
  private final Cache<Version, String> failures;
  private final AtomicReference<Instant> round;
  private final Semaphore fetches = new Semaphore(MOST_AT_ONCE);

  /// Policies in `store`; what need not be waited for is done by `executor`.
  public Sts(StsStore store, Lookup dns, Fetch fetch, InstantSource clock, Executor executor) {
    this.store = store;
    this.dns = dns;
    this.fetch = fetch;
    this.clock = clock;
    this.executor = executor;
    round = new AtomicReference<>(clock.instant());
    failures =
        Caffeine.newBuilder()
            .maximumSize(MOST_FAILURES)
            .expireAfterWrite(REST)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /// The policy that holds for a domain; null where there is none. Never that of the domain above,
  /// see RFC 8461 §3.4. An `IOException` says why it cannot be found out now.
  public @Nullable StsPolicy policy(String domain) throws IOException {
    if (!StsStore.isDomain(domain)) {
      return null;
    }
    Instant now = clock.instant();
    beginRound(now);
    StsStore.Kept kept = store.find(domain, now);
    Optional<String> id = id(domain);
    if (id.isPresent() && (kept == null || !kept.id().equals(id.get()))) {
      kept = fetched(domain, id.get(), kept);
    } else if (kept != null && kept.fetched().plus(REFRESH).isBefore(now)) {
      refresh(domain, kept);
    }
    return kept == null ? null : kept.policy();
  }

  /// The id of the domain's policy in DNS; empty where there is none, or nobody can say now.
  private Optional<String> id(String domain) {
    try {
      return StsRecord.id(dns.texts("_mta-sts." + domain));
    } catch (IOException e) {
      log.debug("whether {} has an MTA-STS policy cannot be looked up", domain, e);
      return Optional.empty();
    }
  }

  /// What is fetched now, else what was before.
  private StsStore.@Nullable Kept fetched(String domain, String id, StsStore.@Nullable Kept before)
      throws IOException {
    Version version = new Version(domain, id);
    if (failures.getIfPresent(version) != null) {
      return before;
    }
    if (!fetches.tryAcquire()) { // mail waits: who keeps us busy must not do away with policies
      throw new IOException("too many MTA-STS policies are being fetched");
    }
    try {
      String host = "mta-sts." + domain;
      StsPolicy policy =
          StsPolicy.parse(fetch.policy(host, dns.addresses(host)))
              .orElseThrow(() -> new IOException("what it serves is no policy"));
      StsStore.Kept kept = new StsStore.Kept(policy, id, clock.instant());
      store.keep(domain, kept);
      log.info(
          "the MTA-STS policy of {} is {}, for {} s, and allows {}",
          domain,
          policy.mode(),
          policy.maxAge().toSeconds(),
          policy.mx());
      return kept.policy().maxAge().isZero() ? null : kept;
    } catch (IOException e) {
      failures.put(version, id);
      if (before == null || before.policy().mode() != StsPolicy.Mode.NONE) { // RFC 8461 §3.3
        log.warn(
            "the MTA-STS policy of {} cannot be fetched, {}: {}",
            domain,
            before == null ? "so that its mail goes without" : "so that the last one holds",
            e.getMessage());
      }
      return before;
    } finally {
      fetches.release();
    }
  }

  /// Fetches again a policy that may have changed, while the old one holds.
  private void refresh(String domain, StsStore.Kept kept) {
    executor.execute(() -> refreshNow(domain, kept));
  }

  private void refreshNow(String domain, StsStore.Kept kept) {
    try {
      fetched(domain, id(domain).orElse(kept.id()), kept);
    } catch (IOException e) {
      log.debug("the MTA-STS policy of {} is fetched later", domain, e);
    }
  }

  /// Now and then fetches again what nobody has asked for, lest a policy run out unseen: RFC 8461
  /// §10.2.
  private void beginRound(Instant now) {
    Instant last = round.get();
    if (last.plus(ROUND).isAfter(now) || !round.compareAndSet(last, now)) {
      return;
    }
    executor.execute(() -> {
      for (String domain : store.fetchedBefore(now.minus(REFRESH), now, MOST_A_ROUND)) {
        StsStore.Kept kept = store.find(domain, now);
        if (kept != null) {
          refreshNow(domain, kept);
        }
      }
    });
  }
}
