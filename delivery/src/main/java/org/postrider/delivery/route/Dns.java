// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// Asks DNS servers, follows CNAMEs, and remembers answers for as long as their TTL says. A
/// question under way is asked once, however many wait for it. Any thread.
///
/// @rfc 1035 §7
/// @rfc 2308 §7
final class Dns {
  /// Answers remembered; the least used leave first.
  static final int MOST_ANSWERS = 50_000;

  /// All tries of one question together.
  static final Duration QUESTION = Duration.ofSeconds(20);

  private static final Duration TRY = Duration.ofSeconds(5);
  private static final int TRIES = 3;
  private static final int MOST_CNAMES = 10;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration ABSENT = Duration.ofMinutes(1);
  private static final Duration UNSURE = Duration.ofSeconds(5);

  private record Question(String name, int type) {}

  private final LookupSession session;
  private final AsyncCache<Question, Answer> answers;

  private Dns(Resolver resolver, Executor executor) {
    session =
        LookupSession.builder()
            .resolver(resolver)
            .executor(executor)
            .maxRedirects(MOST_CNAMES)
            .build();
    answers =
        Caffeine.newBuilder()
            .maximumSize(MOST_ANSWERS)
            .executor(executor)
            .expireAfter(Expiry.<Question, Answer>creating((question, answer) -> answer.life()))
            .buildAsync();
  }

  /// Asks these servers, or those of the machine where the list is empty. Answers are worked on by
  /// `executor`.
  static Dns open(List<InetSocketAddress> servers, Executor executor) throws UnknownHostException {
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
    return new Dns(resolver, executor);
  }

  /// What there is of `type` at a name, which is taken as absolute. Completes with an answer, never
  /// exceptionally.
  CompletableFuture<Answer> ask(String name, int type) {
    Name absolute;
    try {
      absolute = Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      return CompletableFuture.completedFuture(new Answer.Absent(true, ABSENT));
    }
    Question question = new Question(absolute.toString(), type);
    return answers.get(
        question,
        (key, executor) ->
            session
                .lookupAsync(absolute, type)
                .toCompletableFuture()
                .orTimeout(QUESTION.toMillis(), TimeUnit.MILLISECONDS)
                .handle((found, failure) -> found != null ? found(found) : failed(failure)));
  }

  private static Answer found(LookupResult result) {
    List<Record> records = result.getRecords();
    long seconds = LONGEST.toSeconds();
    for (Record each : records) {
      seconds = Math.min(seconds, each.getTTL());
    }
    return records.isEmpty()
        ? new Answer.Absent(false, ABSENT)
        : new Answer.Found(List.copyOf(records), Duration.ofSeconds(Math.max(1, seconds)));
  }

  private static Answer failed(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case NoSuchDomainException none -> new Answer.Absent(true, ABSENT);
      case NoSuchRRSetException none -> new Answer.Absent(false, ABSENT);
      default -> {
        String message = cause.getMessage();
        yield new Answer.Unsure(
            message == null ? cause.getClass().getSimpleName() : message, UNSURE);
      }
    };
  }
}
