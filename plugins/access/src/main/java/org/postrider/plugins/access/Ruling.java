// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.access.Rules.Decision;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// What the rules come to at a stage; and where none of them fits, what the sender's domain does.
/// Any thread.
record Ruling(Host host, Rules rules, boolean checksSenderDomain) {
  private static final Refusal DENIED = Refusal.of(550, "5.7.1", "Access denied");
  private static final Refusal DEFERRED = Refusal.of(450, "4.7.1", "Try again later");
  private static final Refusal UNSURE =
      Refusal.of(450, "4.4.3", "Name service trouble; try again later");
  private static final Refusal NO_DOMAIN =
      Refusal.of(550, "5.1.8", "The sender's domain takes no mail: it has neither MX nor address");
  private static final Refusal NULL_MX =
      Refusal.of(550, "5.7.27", "The sender's domain says that it takes no mail");

  /// Throws nothing: where DNS cannot say, the verdict is to try again later.
  Verdict of(Facts facts) {
    return switch (rules.decide(facts)) {
      case Decision.Fits(Rule rule, boolean isUnsure) -> verdict(rule, isUnsure);
      case Decision.Later _ -> Verdict.pass();
      case Decision.None _ -> sender(facts.sender());
    };
  }

  private Verdict verdict(Rule rule, boolean isUnsure) {
    if (rule.effect() == Rule.Effect.ALLOW) {
      return Verdict.pass();
    }
    if (isUnsure) {
      return refuse(UNSURE, "unsure", rule.source());
    }
    host.meter().count("rule");
    Refusal usual = rule.effect() == Rule.Effect.DENY ? DENIED : DEFERRED;
    return Verdict.refuse(Rule.told(usual, rule.text(), rule.source()));
  }

  private Verdict refuse(Refusal refusal, String counter, String detail) {
    host.meter().count(counter);
    return Verdict.refuse(refusal.because(detail));
  }

  private Verdict sender(@Nullable ReversePath sender) {
    Mailbox mailbox = sender == null ? null : sender.mailbox();
    if (!checksSenderDomain || mailbox == null || !(mailbox.domain() instanceof Domain.Name)) {
      return Verdict.pass();
    }
    String domain = mailbox.domain().key();
    try {
      List<String> exchangers = host.lookup().exchangers(domain);
      if (exchangers.size() == 1 && isNull(exchangers.getFirst())) { // RFC 7505 §4.2
        return refuse(NULL_MX, "sender_domain", domain);
      }
      return exchangers.isEmpty() && host.lookup().addresses(domain).isEmpty()
          ? refuse(NO_DOMAIN, "sender_domain", domain)
          : Verdict.pass();
    } catch (IOException e) {
      return refuse(UNSURE, "unsure", String.valueOf(e.getMessage()));
    }
  }

  private static boolean isNull(String exchanger) {
    return exchanger.isEmpty() || exchanger.equals(".");
  }
}
