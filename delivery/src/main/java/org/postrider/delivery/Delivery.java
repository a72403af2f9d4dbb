// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.postrider.delivery.route.Router;
import org.postrider.delivery.schedule.Means;
import org.postrider.delivery.schedule.Scheduler;
import org.postrider.delivery.secure.PolicyHosts;
import org.postrider.delivery.transmit.Attempts;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Connections;
import org.postrider.delivery.transmit.Ledger;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.plugins.api.Lookup;
import org.postrider.plugins.api.Queued;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.wire.ClientTls;
import org.postrider.smtp.wire.HttpsGet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mail from the spool to where it has to go, from [#open] to [#close]. Every recipient's
/// attempt ends on record and is told once. Any thread; nothing here blocks but where it says so.
public final class Delivery implements AutoCloseable {
  private static final Reply BOUNCED =
      Reply.of(550, "5.3.0", "an operator has given the message up");
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /// How long hosts may take to answer our last QUIT; nothing hangs on it but good manners.
  private static final Duration GOODBYE = Duration.ofMillis(500);

  /// How long the host of an MTA-STS policy may take for all of it.
  private static final Duration POLICY = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int PAGE = 256;
  private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

  private final Opening opening;
  private final DeliveryParts parts;
  private final ExecutorService executor;
  private final Ledger ledger;
  private final Scheduler scheduler;
  private final Connections connections;

  private Delivery(Opening opening, Ledger ledger, Scheduler scheduler) {
    this.opening = opening;
    this.ledger = ledger;
    this.scheduler = scheduler;
    parts = opening.parts();
    executor = opening.executor();
    connections = opening.connections();
  }

  /// Begins to deliver what is in the spool and what comes into it, but for what is `suspended`, as
  /// [#suspend] says. An `IOException` says which setting cannot be used.
  public static Delivery open(DeliverySettings settings, Set<String> suspended, DeliveryParts parts)
      throws IOException {
    return open(settings, suspended, parts, HttpsGet.PORT);
  }

  /// The same with the hosts of MTA-STS policies at another port.
  static Delivery open(
      DeliverySettings settings, Set<String> suspended, DeliveryParts parts, int policyPort)
      throws IOException {
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
    try {
      Connections connections = new Connections();
      Opening opening = new Opening(parts, policyPort, executor, connections);
      Means means = opening.means(settings);
      Ledger ledger = new Ledger(settings, parts, executor);
      Scheduler scheduler = Scheduler.open(parts, suspended, means, ledger, executor);
      return new Delivery(opening, ledger, scheduler);
    } catch (IOException | RuntimeException e) {
      executor.close();
      throw e;
    }
  }

  /// What [Means] are made of besides settings.
  private record Opening(
      DeliveryParts parts, int policyPort, ExecutorService executor, Connections connections) {
    Means means(DeliverySettings settings) throws IOException {
      ClientTls tls = ClientTls.open(settings.trust());
      HttpsGet https = new HttpsGet(parts.transport(), tls, policyPort, POLICY);
      return new Means(
          settings,
          Router.open(settings, executor, new PolicyHosts(https), parts.clock()),
          Attempts.open(settings, parts, connections)::make);
    }
  }

  /// Makes ready for other settings, or throws where they cannot be used; nothing changes yet. What
  /// it gives, once run, goes on with them and cannot fail; attempts under way then end as they
  /// began.
  public Runnable prepare(DeliverySettings settings) throws IOException {
    Means next = opening.means(settings);
    return () -> {
      ledger.reload(settings);
      scheduler.reload(next);
    };
  }

  /// Ends all entries that the query means as failed, which their authors are told; gives how many.
  /// Those whose attempt is under way are left out. Blocks.
  public long bounce(Query query) throws IOException {
    long count = 0;
    String page = null;
    do {
      Listing listing = parts.spool().list(query, page, PAGE);
      CountDownLatch recorded = new CountDownLatch(listing.items().size());
      for (Listing.Item item : listing.items()) {
        if (bounce(item, recorded)) {
          count++;
        } else {
          recorded.countDown();
        }
      }
      await(recorded);
      page = listing.next();
    } while (page != null);
    return count;
  }

  private boolean bounce(Listing.Item item, CountDownLatch recorded) throws IOException {
    Optional<Content> content = parts.spool().content(item.entry().message());
    if (content.isEmpty() || !scheduler.claim(item.entry().name())) {
      return false;
    }
    Part part = parts.spool().parts().getFirst();
    Claimed claimed = new Claimed(item.entry(), part, item.envelope(), content.get());
    Result bounced = new Result(Stage.CONNECT, BOUNCED, false);
    ledger.record(
        new Transferred(
            claimed, Collections.nCopies(item.entry().recipients().size(), bounced), "", "", ""),
        () -> {
          scheduler.release(item.entry().name());
          recorded.countDown();
        });
    return true;
  }

  private static void await(CountDownLatch recorded) throws IOException {
    try {
      recorded.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Has an entry left alone until it is released; false where it is waiting for its turn or an
  /// attempt is under way.
  public boolean claim(EntryName name) {
    return scheduler.claim(name);
  }

  /// Ends a claim.
  public void release(EntryName name) {
    scheduler.release(name);
  }

  /// Leaves no next hop alone any longer because it could not be reached: the next attempt tries
  /// it.
  public void tryAgain() {
    scheduler.tryAgain();
  }

  /// Looks at the whole queue now instead of when the clock says so.
  public void wake() {
    scheduler.wake();
  }

  /// Begins no more attempts, or goes on; what is under way ends as usual.
  public void pause(boolean on) {
    scheduler.pause(on);
  }

  /// Leaves next hops alone by the names of their hosts, and destinations by theirs (A-labels,
  /// lower case), until they are no longer among `names`; mail for them stays in the queue, however
  /// old it becomes.
  public void suspend(Set<String> names) {
    scheduler.suspend(names);
  }

  /// How the next hops fare for which there is something to do.
  public List<SiteState> sites() {
    return scheduler.sites();
  }

  /// What would become of mail for a domain (its key) now, by the same code that delivers: step by
  /// step in words, each a name, a colon and what is so. Asks DNS, sends nothing. Blocks.
  public List<String> explain(String domain) {
    return scheduler.outlook().steps(domain);
  }

  /// The same for a message that is not there, to recipients in the domain, as plug-ins would have
  /// it go.
  public List<String> explain(String domain, Queued message) throws InterruptedException {
    return scheduler.outlook().steps(domain, message);
  }

  /// Reads a file of trust anchors as delivery would; an `IOException` says what is wrong with it.
  public static void checkAnchors(Path file) throws IOException {
    Router.checkAnchors(file);
  }

  /// DNS alone, by the resolver that delivery with these settings would use; nothing else is begun.
  public static Lookup lookup(DeliverySettings settings) throws IOException {
    return Router.lookup(settings, Thread::startVirtualThread);
  }

  /// DNS for plug-ins, by the resolver and the memory that delivery uses itself.
  public Lookup lookup() {
    return scheduler.means().router().lookup();
  }

  /// What is going on.
  public DeliveryHealth health() {
    return new DeliveryHealth(
        scheduler.active(), connections.open(), scheduler.ready(), scheduler.isPaused());
  }

  /// Begins no more attempts and waits at most so long for those under way to be on record. Blocks.
  public void drain(Duration limit) throws InterruptedException {
    scheduler.pause(true);
    long until = System.nanoTime() + limit.toNanos();
    while ((scheduler.active() > 0 || scheduler.claimed() > scheduler.ready())
        && System.nanoTime() < until) {
      TimeUnit.NANOSECONDS.sleep(DRAIN_LOOK.toNanos());
    }
  }

  /// Ends at once: attempts under way are given up, and made again after the next start. Idle
  /// sessions are ended with QUIT, for whose answers a moment is left (RFC 5321 §4.1.1.10).
  @Override
  public void close() {
    scheduler.close();
    executor.shutdownNow();
    try {
      // what runs here uses the spool, which is closed after us
      if (!executor.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("some attempts did not end in {}", CLOSE);
      }
      if (!connections.awaitLeft(GOODBYE)) {
        log.debug("some hosts did not answer QUIT in {}", GOODBYE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
