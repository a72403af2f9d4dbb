// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.TransportSecurity;
import org.postrider.delivery.TransportSecurity.Dnssec;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.dnssec.ValidatingResolver;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks DNS servers, follows CNAMEs, and remembers answers for as long as their TTL says, and
/// whether DNSSEC proves them. A question under way is asked once, however many wait for it. Any
/// thread.
///
/// @rfc 1035 §7
/// @rfc 2308 §7
/// @rfc 4035 §4.9.3
final class Dns {
  /// Answers remembered; the least used leave first.
  static final int MOST_ANSWERS = 50_000;

  /// All tries of one question together.
  static final Duration QUESTION = Duration.ofSeconds(20);

  private static final int MOST_WORDS = 200;
  private static final Duration TRY = Duration.ofSeconds(5);
  private static final int TRIES = 3;
  private static final int MOST_CNAMES = 10;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration ABSENT = Duration.ofMinutes(1);
  private static final Duration UNSURE = Duration.ofSeconds(5);

  private record Question(String name, int type) {}

  /// The trust anchors of the root, as IANA publishes them.
  private static final String ROOT_ANCHORS = "root-anchors.ds";

  private final Resolver resolver;
  private final boolean securing;
  private final Executor executor;
  private final AsyncCache<Question, Answer> answers;

  private Dns(Resolver resolver, boolean securing, Executor executor) {
    this.resolver = resolver;
    this.securing = securing;
    this.executor = executor;
    answers =
        Caffeine.newBuilder()
            .maximumSize(MOST_ANSWERS)
            .executor(executor)
            .expireAfter(Expiry.<Question, Answer>creating((question, answer) -> answer.life()))
            .buildAsync();
  }

  /// Asks the servers of these settings, or those of the machine where there are none. Answers are
  /// worked on by `executor`. An `IOException` says which file cannot be used.
  static Dns open(DeliverySettings settings, Executor executor) throws IOException {
    TransportSecurity security = settings.security();
    Resolver plain = servers(settings.resolvers());
    Resolver resolver =
        security.dnssec() == Dnssec.VALIDATE ? validating(plain, security.anchors()) : plain;
    return new Dns(resolver, security.dnssec() != Dnssec.OFF, executor);
  }

  private static Resolver servers(List<InetSocketAddress> servers) throws UnknownHostException {
    ExtendedResolver resolver;
    if (servers.isEmpty()) {
      resolver = new ExtendedResolver();
    } else {
      List<Resolver> each = new ArrayList<>();
      for (InetSocketAddress server : servers) {
        each.add(new SimpleResolver(server));
      }
      resolver = new ExtendedResolver(each);
    }
    resolver.setTimeout(TRY);
    resolver.setRetries(TRIES);
    return resolver;
  }

  private static Resolver validating(Resolver resolver, @Nullable Path anchors) throws IOException {
    ValidatingResolver validating = new ValidatingResolver(resolver);
    try (InputStream in =
        anchors == null
            ? Dns.class.getResourceAsStream(ROOT_ANCHORS)
            : Files.newInputStream(anchors)) {
      validating.loadTrustAnchors(Objects.requireNonNull(in, ROOT_ANCHORS));
    } catch (NoSuchFileException e) {
      throw new IOException(anchors + " is not there", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(anchors + " cannot be read as DNS records: " + e.getMessage(), e);
    }
    if (validating.getTrustAnchors().items().isEmpty()) {
      throw new IOException(anchors + " holds no trust anchor (a DS or DNSKEY record)");
    }
    return validating;
  }

  /// Reads a file of trust anchors; an `IOException` says what is wrong with it.
  static void checkAnchors(Path file) throws IOException {
    validating(new SimpleResolver(InetAddress.getLoopbackAddress()), file);
  }

  /// What there is of `type` at a name, which is taken as absolute. Completes with an answer, never
  /// exceptionally.
  CompletableFuture<Answer> ask(String name, int type) {
    Name absolute;
    try {
      absolute = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return CompletableFuture.completedFuture(new Answer.Absent(true, ABSENT, false));
    }
    Question question = new Question(absolute.toString(), type);
    return answers.get(question, (key, pool) -> ask(absolute, type));
  }

  private CompletableFuture<Answer> ask(Name name, int type) {
    Witness witness = new Witness(resolver);
    return LookupSession.builder()
        .resolver(securing ? witness : resolver)
        .executor(executor)
        .maxRedirects(MOST_CNAMES)
        .build()
        .lookupAsync(name, type)
        .toCompletableFuture()
        .orTimeout(QUESTION.toMillis(), TimeUnit.MILLISECONDS)
        .handle((found, failure) -> {
          boolean secure = securing && witness.isSecure();
          return found != null ? found(found, secure) : failed(failure, secure);
        });
  }

  private static Answer found(LookupResult result, boolean secure) {
    List<Record> records = result.getRecords();
    long seconds = LONGEST.toSeconds();
    for (Record each : records) {
      seconds = Math.min(seconds, each.getTTL());
    }
    return records.isEmpty()
        ? new Answer.Absent(false, ABSENT, secure)
        : new Answer.Found(List.copyOf(records), Duration.ofSeconds(Math.max(1, seconds)), secure);
  }

  private static Answer failed(Throwable failure, boolean secure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case NoSuchDomainException none -> new Answer.Absent(true, ABSENT, secure);
      case NoSuchRRSetException none -> new Answer.Absent(false, ABSENT, secure);
      default -> {
        String message = cause.getMessage();
        yield new Answer.Unsure(
            message == null ? cause.getClass().getSimpleName() : brief(message), UNSURE);
      }
    };
  }

  /// A line of words: a failed validation comes with all that was validated.
  private static String brief(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    return line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) + "..." : line;
  }
}
