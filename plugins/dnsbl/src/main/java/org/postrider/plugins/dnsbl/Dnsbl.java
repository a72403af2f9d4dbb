// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.dnsbl.Lists.Question;
import org.postrider.plugins.patterns.Networks;

/// Adds up what lists in DNS say of a client's address and of its sender's domain, and refuses the
/// transaction, or marks the message, from a score on. Lists of friends have negative scores. Who
/// has authenticated is not asked about, nor who has come to a listener that is for users.
///
/// Settings: `clients` and `senders`, see [Listing]; `refuse-from` and `mark-from`; `friends`,
/// networks not asked about; `patience`, how long lists may take.
public final class Dnsbl implements SmtpPlugin {
  private static final int MOST_LISTS = 100;
  private static final int NEVER = 1_000_000;

  /// Called by the loader.
  public Dnsbl() {}

  @Override
  public String name() {
    return "dnsbl";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Duration patience = settings.duration("patience", Duration.ofSeconds(4));
    if (!patience.isPositive() || patience.compareTo(host.deadline()) >= 0) {
      throw settings.wrong("patience", "has to be more than 0s and shorter than `deadline`");
    }
    Rules rules =
        new Rules(
            listings(settings, "clients"),
            listings(settings, "senders"),
            Networks.read(settings, "friends", List.of()),
            settings.number("refuse-from", 1, 1, NEVER),
            settings.number("mark-from", NEVER, 1, NEVER));
    Lists lists = new Lists(host, patience);
    host.onMail(mail -> verdict(mail, rules, lists, host));
    if (rules.markFrom < NEVER) {
      host.onMessage(message -> mark(message.mail(), rules, lists, host));
    }
  }

  /// What is asked and what follows.
  private record Rules(
      List<Listing> clients,
      List<Listing> senders,
      Networks friends,
      long refuseFrom,
      long markFrom) {
    List<Question> questions(Mail mail) {
      List<Question> questions = new ArrayList<>();
      InetAddress client = mail.hello().connection().client().getAddress();
      boolean isStranger =
          mail.hello().connection().kind() == ListenerKind.MX && !mail.isAuthenticated();
      if (!isStranger || friends.has(client)) {
        return questions;
      }
      if (Questions.isPublic(client)) {
        clients.forEach(each -> questions.add(new Question(each, Questions.of(client))));
      }
      String domain = Questions.of(mail.sender());
      if (domain != null) {
        senders.forEach(each -> questions.add(new Question(each, domain)));
      }
      return questions;
    }
  }

  private static List<Listing> listings(Settings settings, String key) {
    List<Listing> listings = new ArrayList<>();
    for (String text : settings.texts(key, List.of())) {
      try {
        listings.add(Listing.parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(key, String.valueOf(e.getMessage()));
      }
    }
    if (listings.size() > MOST_LISTS) {
      throw settings.wrong(key, "has more than " + MOST_LISTS + " lists");
    }
    return List.copyOf(listings);
  }

  private static Verdict verdict(Mail mail, Rules rules, Lists lists, Host host)
      throws InterruptedException {
    List<Question> hits = lists.hits(rules.questions(mail));
    if (score(hits) < rules.refuseFrom) {
      return Verdict.pass();
    }
    host.meter().count("refused");
    Question worst = worst(hits);
    String what =
        rules.clients.contains(worst.listing())
            ? "Client [" + mail.hello().connection().client().getAddress().getHostAddress() + "]"
            : "The sender's domain " + worst.about();
    return Verdict.refuse(
        Refusal.of(
                550, "5.7.1", what + " is listed by " + worst.listing().zone() + why(worst, host))
            .because(summary(hits)));
  }

  private static ContentVerdict mark(Mail mail, Rules rules, Lists lists, Host host)
      throws InterruptedException {
    List<Question> hits = lists.hits(rules.questions(mail));
    if (score(hits) < rules.markFrom) {
      return Verdict.pass();
    }
    host.meter().count("marked");
    return new ContentVerdict.Amend(List.of(new Change.AddField("X-DNSBL", summary(hits))));
  }

  private static int score(List<Question> hits) {
    return hits.stream().mapToInt(hit -> hit.listing().score()).sum();
  }

  private static Question worst(List<Question> hits) {
    return hits.stream().max(Comparator.comparingInt(hit -> hit.listing().score())).orElseThrow();
  }

  private static String summary(List<Question> hits) {
    List<String> zones = hits.stream().map(hit -> hit.listing().zone()).distinct().toList();
    return "score " + score(hits) + ", " + String.join(", ", zones);
  }

  /// What the list says to people, who are to know whom to ask.
  private static String why(Question hit, Host host) {
    try {
      List<String> texts = host.lookup().texts(hit.name());
      if (!texts.isEmpty()) {
        String text = texts.getFirst().replaceAll("[^ -~]", "?");
        return ": " + text.substring(0, Math.min(text.length(), 200));
      }
    } catch (IOException _) {
      return ""; // the refusal stands without it
    }
    return "";
  }
}
