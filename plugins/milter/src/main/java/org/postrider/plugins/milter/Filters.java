// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;

/// All filters of one client's session, asked one after the other. Each hears of a message with the
/// changes of those before it. Any thread; one question at a time.
final class Filters implements AutoCloseable {
  private final Plan plan;
  private final Macros macros;
  private final List<Filter> filters = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<NewBody> bodies = new ArrayList<>(); // guarded by lock
  private @Nullable String held; // guarded by lock
  private @Nullable String clientName; // guarded by lock

  Filters(Plan plan) {
    this.plan = plan;
    macros = new Macros(plan.hostname());
    for (Endpoint endpoint : plan.endpoints()) {
      filters.add(new Filter(endpoint, plan.bounds(), macros));
    }
  }

  /// A question to one filter.
  private interface Asking {
    Said of(Filter filter) throws IOException;
  }

  Verdict connection(Connection asked) throws IOException, InterruptedException {
    String name = clientName(asked);
    return ask(() -> {}, filter -> filter.connection(asked, name));
  }

  /// What the client is called, which is asked once, here or where the first question is another.
  private String clientName(Connection connection) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      String name = clientName;
      if (name == null) {
        name = plan.names().of(connection.client().getAddress());
        clientName = name;
        macros.client(connection, name);
      }
      return name;
    } finally {
      lock.unlock();
    }
  }

  Verdict hello(Hello asked) throws IOException, InterruptedException {
    return ask(() -> macros.hello(asked), filter -> filter.hello(asked));
  }

  Verdict mail(Mail asked) throws IOException, InterruptedException {
    String name = clientName(asked.hello().connection());
    return ask(() -> macros.mail(asked), filter -> filter.mail(asked, name));
  }

  Verdict recipient(Recipient asked) throws IOException, InterruptedException {
    return ask(() -> macros.recipient(asked), filter -> filter.recipient(asked));
  }

  /// Asks each; the first that says no decides.
  private Verdict ask(Runnable noting, Asking asking) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      forgetMessage();
      noting.run();
      for (Filter filter : filters) {
        if (said(filter, asking) instanceof Said.No(var refusal)) {
          plan.host().meter().count("refused");
          return Verdict.refuse(refusal.because(filter.toString()));
        }
      }
      return Verdict.pass();
    } finally {
      lock.unlock();
    }
  }

  /// What a filter says; null where it failed and is left out.
  private @Nullable Said said(Filter filter, Asking asking) throws IOException {
    try {
      return asking.of(filter);
    } catch (IOException e) {
      plan.host().meter().count("failed");
      if (!plan.passesOnFailure() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      plan.host().logger().log(System.Logger.Level.WARNING, "left out: " + e.getMessage());
      filter.leaveOut();
      return null;
    }
  }

  /// What was kept of the message before: it has its place by now, or is gone.
  private void forgetMessage() throws IOException {
    held = null;
    for (NewBody body : bodies) {
      body.close();
    }
    bodies.clear();
  }

  /// Tells each of a whole message.
  ContentVerdict message(Submitted asked) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      forgetMessage();
      macros.message(asked.id().toString());
      Draft draft = Draft.of(asked.content());
      for (Filter filter : filters) {
        ContentVerdict decided = decided(filter, draft);
        if (decided != null) {
          held = null;
          return decided;
        }
      }
      return draft.changes().isEmpty() ? Verdict.pass() : new ContentVerdict.Amend(draft.changes());
    } finally {
      lock.unlock();
    }
  }

  /// What one decides; null where the next may be told of the message.
  private @Nullable ContentVerdict decided(Filter filter, Draft draft) throws IOException {
    Edits edits = filter.edits();
    Said said;
    try {
      said = said(filter, each -> each.message(draft, edits));
    } finally {
      keep(edits);
    }
    return switch (said) {
      case null -> null; // nothing of what it wanted is done
      case Said.No(var refusal) -> {
        plan.host().meter().count("refused");
        yield Verdict.refuse(refusal.because(filter.toString()));
      }
      case Said.Simple.DISCARD -> {
        plan.host().meter().count("discarded");
        yield new ContentVerdict.Discard(filter + " has thrown it away");
      }
      case Said.Simple.GO_ON, Said.Simple.ENOUGH, Said.Simple.SKIP -> {
        if (edits != null) {
          take(edits, draft);
        }
        yield null;
      }
    };
  }

  /// Sees to it that a new body is closed, whatever has become of it.
  private void keep(@Nullable Edits edits) {
    NewBody body = edits == null ? null : edits.body();
    if (body != null) {
      bodies.add(body);
    }
  }

  private void take(Edits edits, Draft draft) {
    if (!edits.changes().isEmpty()) {
      plan.host().meter().count("changed");
      draft.change(edits.changes());
    }
    if (edits.quarantine() != null && held == null) {
      plan.host().meter().count("quarantined");
      held = edits.quarantine();
    }
  }

  /// Whether the message that was just told of is to be held.
  ContentVerdict held() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return held == null ? Verdict.pass() : new ContentVerdict.Hold(held);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    if (!lock.tryLock()) { // the client has gone while they are asked: cut that short
      filters.forEach(Filter::close);
      lock.lock();
    }
    try {
      forgetMessage();
      for (Filter filter : filters) {
        filter.quit();
      }
    } finally {
      lock.unlock();
      filters.forEach(Filter::close);
    }
  }
}
