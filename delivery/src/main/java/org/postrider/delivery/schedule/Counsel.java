// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliveryPolicy;
import org.postrider.delivery.DeliveryPolicy.Ruling;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Refusal;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what plug-ins say before an attempt, and says what is to be done. Any thread that may
/// block.
final class Counsel {
  private static final Logger log = LoggerFactory.getLogger(Counsel.class);
  private static final int PAGE = 256;

  /// Messages of several destinations whose ruling is remembered, so that they are asked about
  /// once.
  private static final int MOST_REMEMBERED = 20_000;

  private static final Duration REMEMBERED = Duration.ofHours(1);

  /// What is to be done.
  sealed interface Course {
    /// The attempt is to be made.
    enum GoOn implements Course {
      /// The one value.
      GO_ON
    }

    /// It is to be made another way, as the plug-in `by` says.
    record Elsewhere(Attempt.Route route, String by) implements Course {}

    /// It is not made, and ends like this.
    record Ended(Transferred transferred) implements Course {}

    /// Nothing of the message is to be tried before then, and it counts as no attempt.
    record PutOff(Instant until) implements Course {}
  }

  private final DeliveryParts parts;
  private final Cache<MessageId, CompletableFuture<Ruling>> remembered =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  Counsel(DeliveryParts parts) {
    this.parts = parts;
  }

  /// What is to be done with `claimed`, which would go where `routing` says.
  Course on(Claimed claimed, Routing routing, Means means)
      throws IOException, InterruptedException {
    DeliveryPolicy policy = parts.policy();
    if (claimed.entry().attempts() == 0 && policy.asksAboutQueued()) {
      Course course = course(claimed, ruling(claimed), means);
      if (!(course instanceof Course.GoOn)) {
        return course;
      }
    }
    if (!policy.asksAboutAttempts()) {
      return Course.GoOn.GO_ON;
    }
    Attempt question =
        new Attempt(
            claimed.queued(),
            claimed.entry().destination(),
            claimed.entry().attempts() + 1,
            claimed.entry().reason(),
            routing.hops());
    return course(claimed, policy.onAttempt(question), null);
  }

  /// What follows from a ruling; a refusal for now puts the message off where `means` say for how
  /// long, and else ends the attempt.
  private Course course(Claimed claimed, Ruling ruling, @Nullable Means means) {
    String by = ruling.by();
    return switch (ruling.verdict()) {
      case ContentVerdict.Pass _ -> Course.GoOn.GO_ON;
      case ContentVerdict.Refuse(Refusal refusal) -> refused(claimed, refusal, by, means);
      case ContentVerdict.Discard(String reason) ->
          new Course.Ended(Transferred.discarded(claimed, by, reason));
      case ContentVerdict.Hold(String reason) ->
          new Course.Ended(Transferred.held(claimed, by, reason));
      case Attempt.Route route -> new Course.Elsewhere(route, by);
    };
  }

  private Course refused(Claimed claimed, Refusal refusal, String by, @Nullable Means means) {
    log.info(
        "{} is refused by plug-in {}: {} {}",
        claimed.entry().name(),
        by,
        refusal.reply(),
        refusal.detail());
    Instant now = parts.clock().instant();
    if (means == null
        || refusal.reply().isPermanent()
        || claimed.isOverdue(now, means.settings().schedule().giveUp())) {
      return new Course.Ended(Transferred.refused(claimed, by, refusal.reply()));
    }
    return new Course.PutOff(now.plus(wait(claimed, now, means.settings().schedule().waits())));
  }

  /// As long as the message has waited already, at least the first and at most the last of `waits`.
  private static Duration wait(Claimed claimed, Instant now, List<Duration> waits) {
    Duration age = Duration.between(claimed.envelope().released(), now);
    Duration least = waits.getFirst();
    Duration most = waits.getLast();
    Duration wait = age.compareTo(most) > 0 ? most : age;
    return wait.compareTo(least) < 0 ? least : wait;
  }

  /// The ruling on the whole message, which holds for all its destinations.
  private Ruling ruling(Claimed claimed) throws IOException, InterruptedException {
    MessageId id = claimed.entry().message();
    CompletableFuture<Ruling> known = remembered.getIfPresent(id);
    if (known != null) {
      return heard(known);
    }
    List<Mailbox> recipients = recipients(id);
    Queued question = claimed.queued(recipients);
    if (recipients.size() == claimed.entry().recipients().size()) {
      return parts.policy().onQueued(question); // no other destination will ask
    }
    CompletableFuture<Ruling> mine = new CompletableFuture<>();
    CompletableFuture<Ruling> first = remembered.asMap().putIfAbsent(id, mine);
    if (first != null) {
      return heard(first);
    }
    try {
      Ruling ruling = parts.policy().onQueued(question);
      if (isForNow(ruling)) {
        remembered.asMap().remove(id, mine); // to be asked again
      }
      mine.complete(ruling);
      return ruling;
    } catch (InterruptedException | RuntimeException e) {
      remembered.asMap().remove(id, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Ruling heard(CompletableFuture<Ruling> ruling)
      throws IOException, InterruptedException {
    try {
      return ruling.get();
    } catch (ExecutionException e) {
      throw new IOException("nobody could be asked about the message", e);
    }
  }

  private static boolean isForNow(Ruling ruling) {
    return ruling.verdict() instanceof ContentVerdict.Refuse(Refusal refusal)
        && refusal.reply().isTransient();
  }

  private List<Mailbox> recipients(MessageId id) throws IOException {
    List<Mailbox> recipients = new ArrayList<>();
    String page = null;
    do {
      Listing listing = parts.spool().list(Query.of(id), page, PAGE);
      listing
          .items()
          .forEach(item -> recipients.addAll(Recipient.mailboxes(item.entry().recipients())));
      page = listing.next();
    } while (page != null);
    return recipients;
  }
}
