// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.Listening;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.TlsSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All listeners of a server and the sessions that came of them. Not for event loops; one thread at
/// a time, which [org.postrider.smtp.server.SmtpServer] sees to.
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final ServerParts parts;
  private final Premises premises;
  private List<Listener> listeners = List.of();
  private Policy policy = Policy.of(PolicySet.NONE, PluginWatch.NONE);

  private Sessions(ServerParts parts, Premises premises) {
    this.parts = parts;
    this.premises = premises;
  }

  /// Opens all listeners, or none and throws.
  public static Sessions open(ServerSettings settings, PolicySet policies, ServerParts parts)
      throws IOException {
    Sessions sessions = new Sessions(parts, new Premises(parts, settings.auth()));
    sessions.change(settings, policies);
    return sessions;
  }

  /// Opens, keeps and closes listeners as the settings ask; sessions that begin from now on keep
  /// the new ones. Where something is wrong it throws, and all is as it was. Completes when no
  /// session is left that began under other policies.
  public CompletionStage<Void> change(ServerSettings settings, PolicySet policies)
      throws IOException {
    TlsSettings certificate = settings.tls();
    ServerTls tls = certificate == null ? null : ServerTls.open(certificate);
    Policy next = Policy.of(policies, parts.watch());
    Map<Listener, Terms> kept = new HashMap<>();
    List<Terms> wanted = new ArrayList<>();
    for (ListenerSettings one : settings.listeners()) {
      Terms terms = Terms.of(settings, one, next, tls, parts.clock());
      Listener known = listenerFor(one);
      if (known == null) {
        wanted.add(terms);
      } else {
        kept.put(known, terms);
      }
    }
    List<Listener> opened = opened(wanted, kept.keySet());
    for (Listener listener : listeners) {
      Terms terms = kept.get(listener);
      if (terms == null) {
        listener.close();
      } else {
        listener.change(terms);
        opened.add(listener);
      }
    }
    premises.changeAuthLimits(settings.auth());
    listeners = List.copyOf(opened);
    CompletionStage<Void> left = policy.retire();
    policy = next;
    return left;
  }

  /// Opens listeners, all or none. Those that are in their way are closed first, and opened again
  /// where one of the new ones cannot be.
  private List<Listener> opened(List<Terms> wanted, Set<Listener> kept) throws IOException {
    List<Listener> inTheWay =
        listeners.stream()
            .filter(old ->
                !kept.contains(old)
                    && wanted.stream().anyMatch(one -> old.isInTheWayOf(one.listener())))
            .toList();
    inTheWay.forEach(Listener::close);
    List<Listener> opened = new ArrayList<>();
    try {
      for (Terms terms : wanted) {
        opened.add(Listener.open(parts.transport(), premises, terms));
      }
    } catch (IOException | RuntimeException e) {
      opened.forEach(Listener::close);
      openAgain(inTheWay);
      throw e;
    }
    return opened;
  }

  private void openAgain(List<Listener> closed) {
    List<Listener> open = new ArrayList<>(listeners);
    for (Listener each : closed) {
      int place = open.indexOf(each);
      try {
        open.set(place, each.again(parts.transport(), premises));
      } catch (IOException e) {
        open.remove(place);
        LOG.error("a listener is lost until the next reload or start: {}", e.getMessage());
      }
    }
    listeners = List.copyOf(open);
  }

  private @Nullable Listener listenerFor(ListenerSettings settings) {
    for (Listener listener : listeners) {
      if (listener.isFor(settings)) {
        return listener;
      }
    }
    return null;
  }

  /// The listeners that are open.
  public List<Listening> listening() {
    return listeners.stream().map(Listener::listening).toList();
  }

  /// How many sessions there are.
  public int count() {
    return premises.door().inside();
  }

  /// Takes no more connections, and ends sessions as soon as they are not in the midst of a
  /// message, at the latest after `time`.
  public void drain(Duration time) {
    listeners.forEach(Listener::close);
    listeners = List.of();
    premises.drain();
    if (!premises.door().awaitEmpty(time)) {
      premises.abort();
      premises.door().awaitEmpty(Duration.ofSeconds(1));
    }
  }
}
