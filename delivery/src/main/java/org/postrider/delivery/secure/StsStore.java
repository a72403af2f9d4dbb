// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.secure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The MTA-STS policies of domains until they run out, in memory and, for the next start, each in a
/// file of its domain's name: the policy's own text, with the id and the time of its last fetch.
/// Any thread.
///
/// @rfc 8461 §3.3
public final class StsStore {
  /// Domains whose policies are kept; the one that was fetched longest ago leaves first.
  static final int MOST_POLICIES = 10_000;

  /// Characters of all of them together.
  static final long MOST_CHARACTERS = 16 << 20;

  private static final Logger log = LoggerFactory.getLogger(StsStore.class);

  /// Recipients' domains that may have a policy, and whose names are fit for a file.
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-][a-z0-9._-]{0,252}");

  private static final Pattern OURS =
      Pattern.compile("(?s)postrider-id: ([A-Za-z0-9]{1,32})\npostrider-fetched: ([^\n]+)\n(.*)");
  private static final String PART = ".part";

  /// A policy as it was fetched.
  record Kept(StsPolicy policy, String id, Instant fetched) {
    int size() {
      return policy.mx().stream().mapToInt(String::length).sum() + id.length();
    }

    boolean holdsAt(Instant now) {
      return now.isBefore(fetched.plus(policy.maxAge()));
    }
  }

  private final Path directory;
  private final int most;
  private final Map<String, Kept> policies = new HashMap<>();
  private long characters;

  private StsStore(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /// What is in a directory, which is made where it is missing.
  public static StsStore open(Path directory) throws IOException {
    return open(directory, MOST_POLICIES);
  }

  static StsStore open(Path directory, int most) throws IOException {
    Files.createDirectories(directory);
    StsStore store = new StsStore(directory, most);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        store.load(file);
      }
    }
    return store;
  }

  /// Whether a domain may have a policy at all.
  static boolean isDomain(String domain) {
    return DOMAIN.matcher(domain).matches();
  }

  private void load(Path file) throws IOException {
    String domain = file.getFileName().toString();
    if (!isDomain(domain) || !Files.isRegularFile(file)) {
      return; // not ours
    }
    Kept kept = read(file);
    if (kept == null) {
      log.warn("{} is no MTA-STS policy as we keep them, and is left alone", file);
    } else if (hasRoom(kept)) {
      put(domain, kept);
    }
  }

  private static @Nullable Kept read(Path file) throws IOException {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(2 * Sts.MOST_OCTETS);
      text = new String(octets, StandardCharsets.UTF_8);
    }
    Matcher ours = OURS.matcher(text);
    Optional<StsPolicy> policy = ours.matches() ? StsPolicy.parse(ours.group(3)) : Optional.empty();
    try {
      return policy.isEmpty()
          ? null
          : new Kept(policy.get(), ours.group(1), Instant.parse(ours.group(2)));
    } catch (DateTimeException _) { // a damaged file is none
      return null;
    }
  }

  /// The policy of a domain that holds at `now`; null where there is none.
  synchronized @Nullable Kept find(String domain, Instant now) {
    Kept kept = policies.get(domain);
    return kept != null && kept.holdsAt(now) ? kept : null;
  }

  /// Domains whose policy was fetched before `then` and holds at `now`, at most so many.
  synchronized List<String> fetchedBefore(Instant then, Instant now, int count) {
    return policies.entrySet().stream()
        .filter(each -> each.getValue().fetched().isBefore(then) && each.getValue().holdsAt(now))
        .map(Map.Entry::getKey)
        .limit(count)
        .toList();
  }

  /// Keeps what was fetched. Where the disk does not take it, it holds until the next start.
  synchronized void keep(String domain, Kept kept) {
    forget(domain);
    while (!hasRoom(kept) && !policies.isEmpty()) {
      makeRoom(kept.fetched());
    }
    put(domain, kept);
    String text =
        "postrider-id: "
            + kept.id()
            + "\npostrider-fetched: "
            + kept.fetched()
            + "\n"
            + kept.policy().text();
    try {
      Path part = Files.writeString(directory.resolve(PART), text);
      Files.move(
          part,
          directory.resolve(domain),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.error("the MTA-STS policy of {} cannot be kept in {}", domain, directory, e);
    }
  }

  private boolean hasRoom(Kept kept) {
    return policies.size() < most && characters + kept.size() <= MOST_CHARACTERS;
  }

  private void put(String domain, Kept kept) {
    policies.put(domain, kept);
    characters += kept.size();
  }

  private void forget(String domain) {
    Kept old = policies.remove(domain);
    characters -= old == null ? 0 : old.size();
  }

  private void makeRoom(Instant now) {
    List<String> over =
        policies.entrySet().stream()
            .filter(each -> !each.getValue().holdsAt(now))
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(this::drop);
    if (over.isEmpty()) {
      policies.entrySet().stream()
          .min(Comparator.comparing(each -> each.getValue().fetched()))
          .map(Map.Entry::getKey)
          .ifPresent(this::drop);
    }
  }

  private void drop(String domain) {
    forget(domain);
    try {
      Files.deleteIfExists(directory.resolve(domain));
    } catch (IOException e) {
      log.error("the old MTA-STS policy of {} cannot be deleted", domain, e);
    }
  }
}
