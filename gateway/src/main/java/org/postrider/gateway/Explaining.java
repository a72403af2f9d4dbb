// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.delivery.Delivery;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Queued;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.server.Foretold;
import org.postrider.smtp.server.QueuePolicy;

/// What would become of mail that is not there: plug-ins say who stands behind its recipient, and
/// delivery which way it would go from there. Any thread that may block.
record Explaining(QueuePolicy plugins, Delivery delivery) {
  /// What plug-ins see as the client of mail that is not there.
  private static final String CLIENT = "explain";

  /// Domains that are looked at; behind one address may stand a thousand.
  private static final int MOST_DOMAINS = 20;

  /// Step by step; `id` and `now` are what the mail would have.
  List<String> steps(Explain mail, MessageId id, Instant now) throws IOException {
    try {
      List<String> steps = new ArrayList<>();
      List<Mailbox> recipients = recipients(mail, steps);
      if (!recipients.equals(List.of(mail.recipient()))) {
        steps.add("to: " + (recipients.isEmpty() ? "nobody" : words(recipients)));
      }
      Map<String, List<Mailbox>> domains = new LinkedHashMap<>();
      for (Mailbox each : recipients) {
        domains.computeIfAbsent(each.domain().key(), _ -> new ArrayList<>()).add(each);
      }
      int looked = 0;
      for (Map.Entry<String, List<Mailbox>> each : domains.entrySet()) {
        if (++looked > MOST_DOMAINS) {
          steps.add("and so on: " + (domains.size() - MOST_DOMAINS) + " more domains");
          break;
        }
        if (domains.size() > 1) {
          steps.add("domain: " + each.getKey());
        }
        steps.addAll(delivery.explain(each.getKey(), supposed(mail, each.getValue(), id, now)));
      }
      return steps;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Queued supposed(
      Explain mail, List<Mailbox> recipients, MessageId id, Instant now) {
    Content empty = Content.of(new byte[0]);
    return new Queued(id, now, mail.sender(), recipients, mail.account(), CLIENT, empty);
  }

  /// Who would get it: changes of plug-ins are made together, as to a message.
  private List<Mailbox> recipients(Explain mail, List<String> steps) throws InterruptedException {
    List<Mailbox> himself = List.of(mail.recipient());
    Set<Mailbox> others = new LinkedHashSet<>();
    boolean stays = true;
    for (Foretold each : plugins.onExplain(mail)) {
      each.course().steps().forEach(step -> steps.add(each.by() + ": " + step));
      if (!each.course().recipients().equals(himself)) {
        stays = false;
        others.addAll(each.course().recipients());
      }
    }
    return stays ? himself : List.copyOf(others);
  }

  private static String words(List<Mailbox> recipients) {
    return recipients.stream().map(Mailbox::toString).collect(Collectors.joining(", "));
  }
}
